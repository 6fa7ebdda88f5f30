import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type GeoPermissibleObjects, geoArea, geoNaturalEarth1, geoPath, geoStream } from 'd3-geo';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import countries from 'i18n-iso-countries';
import { feature, merge } from 'topojson-client';
import type { GeometryCollection, MultiPolygon as Shape, Topology } from 'topojson-specification';

// The outlines of the world (Natural Earth, by way of world-atlas), projected once and written as short paths.

export const MAP_WIDTH = 960;
export const MAP_HEIGHT = 440;

/** What is drawn of an economy: its outline and where lines to it end, in pixels. */
export interface WorldShape {
  path: string;
  x: number;
  y: number;
  /** Too small for the outlines: a dot. */
  small?: boolean;
}

type Atlas = Topology<{ countries: GeometryCollection }>;

const require = createRequire(import.meta.url);
const atlas = JSON.parse(readFileSync(require.resolve('world-atlas/countries-110m.json'), 'utf8')) as Atlas;

const ANTARCTICA = 'AQ';
const projection = geoNaturalEarth1()
  .scale(176)
  .translate([MAP_WIDTH / 2 - 12, MAP_HEIGHT / 2 + 32]);

/** Economies that are too small for these outlines, by longitude and latitude. */
const SMALL: Readonly<Record<string, readonly [number, number]>> = { HK: [114.2, 22.3], MO: [113.5, 22.2], SG: [103.8, 1.4] };

/** The shapes of countries in the atlas by their code; those without a code of their own are drawn and never asked about. */
const geometries = new Map(
  atlas.objects.countries.geometries.map((geometry, index) => {
    const code = countries.numericToAlpha2(String(geometry.id ?? ''));
    return [code ?? `unnamed-${index}`, geometry as Shape];
  }),
);

/** Writes paths with whole pixels and steps from point to point, which is a third of the length; a step of no length is left out. */
function pathOf(shape: GeoPermissibleObjects): string {
  let text = '';
  let here: [number, number] = [0, 0];
  let ring: string[] = [];
  let start: [number, number] = [0, 0];
  const stream = projection.stream({
    point(x, y) {
      const to: [number, number] = [Math.round(x), Math.round(y)];
      if (ring.length === 0) {
        start = to;
        ring.push(`M${to[0]} ${to[1]}l`);
      } else if (to[0] !== here[0] || to[1] !== here[1]) {
        ring.push(`${to[0] - here[0]} ${to[1] - here[1]}`);
      }
      here = to;
    },
    lineStart() {
      ring = [];
    },
    lineEnd() {
      // An island that is less than a few steps around would be a dot of no shape.
      if (ring.length > 3) text += `${ring.join(' ').replaceAll(' -', '-').replace('l ', 'l')}z`;
      here = start;
    },
    polygonStart() {},
    polygonEnd() {},
    sphere() {},
  });
  geoStream(shape, stream);
  return text;
}

/** The largest part of a country, so that lines to France do not end in the Atlantic. */
function mainland(shape: Polygon | MultiPolygon): Polygon {
  const parts: Position[][][] = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  const polygons = parts.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }));
  return polygons.reduce((largest, one) => (geoArea(one) > geoArea(largest) ? one : largest));
}

function shapeOf(shape: Polygon | MultiPolygon): WorldShape {
  const [x, y] = geoPath(projection).centroid(mainland(shape));
  return { path: pathOf(shape), x: Math.round(x), y: Math.round(y) };
}

const kept = new Map<string, WorldShape | null>();

/** The shape of a country; null for one that these outlines do not have. */
export function countryShape(code: string): WorldShape | null {
  let shape = kept.get(code);
  if (shape === undefined) {
    shape = makeCountry(code);
    kept.set(code, shape);
  }
  return shape;
}

function makeCountry(code: string): WorldShape | null {
  const small = SMALL[code];
  if (small) {
    const [x = 0, y = 0] = (projection([...small]) ?? []).map(Math.round);
    return { path: `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0-6 0z`, x, y, small: true };
  }
  const geometry = geometries.get(code);
  if (!geometry) return null;
  const { geometry: shape } = feature(atlas, geometry);
  return shapeOf(shape as Polygon | MultiPolygon);
}

/** The joint shape of a union's members, with one outline; null if none of them is there. */
export function unionShape(members: readonly string[]): WorldShape | null {
  const key = [...members].sort().join('+');
  let shape = kept.get(key);
  if (shape === undefined) {
    const parts = members.flatMap((code) => geometries.get(code) ?? []);
    shape = parts.length === 0 ? null : shapeOf(merge(atlas, parts));
    kept.set(key, shape);
  }
  return shape;
}

let land: string | undefined;

/** All land but Antarctica, borders left out: the ground that economies are drawn on. */
export function landPath(): string {
  land ??= pathOf(
    merge(
      atlas,
      [...geometries].filter(([code]) => code !== ANTARCTICA).map(([, geometry]) => geometry),
    ),
  );
  return land;
}
