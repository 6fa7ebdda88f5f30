import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type GeoPermissibleObjects, geoArea, geoNaturalEarth1, geoPath, geoStream } from 'd3-geo';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { raw } from 'hono/html';
import countries from 'i18n-iso-countries';
import { feature, merge } from 'topojson-client';
import type { GeometryCollection, MultiPolygon as Shape, Topology } from 'topojson-specification';
import type { Restriction } from '../../things/answers.ts';
import { MAP_STYLE, styleHash } from '../assets.ts';
import { total } from '../parts/restrictions.tsx';
import { plural } from '../parts/words.ts';
import { placeName, type View } from '../view.ts';
import { clip, letters } from './svg.tsx';

/** The most lines that can be told apart; the table has all of them. */
const MOST_LINES = 60;

/** An economy on the map. */
interface Economy {
  code: string;
  shape: WorldShape;
  /** How many economies it restricts by name, and how many restrict it so. */
  imposes: number;
  affected: number;
  /** It also restricts everybody. */
  everybody: boolean;
}

interface Props {
  restrictions: readonly Restriction[];
  /** The members of unions, which are drawn as one. */
  members: ReadonlyMap<string, readonly string[]>;
  view: View;
}

function economiesOf({ restrictions, members }: Props): Map<string, Economy> {
  const codes = new Set(restrictions.flatMap(({ imposed_by, affected }) => [imposed_by, affected]));
  const economies = [...codes].flatMap((code): Economy[] => {
    // An economy with territories has a place of its own, and theirs.
    const parts = members.get(code) ?? [];
    const shape = parts.length > 0 ? unionShape([code, ...parts]) : countryShape(code);
    if (!shape) return [];
    return [
      {
        code,
        shape,
        imposes: restrictions.filter((one) => one.imposed_by === code).length,
        affected: restrictions.filter((one) => one.affected === code).length,
        everybody: restrictions.some((one) => one.imposed_by === code && one.affected === '*'),
      },
    ];
  });
  // A union first: a member that stands for itself is drawn on it.
  const isUnion = ({ code }: Economy): boolean => (members.get(code)?.length ?? 0) > 0;
  return new Map(economies.sort((a, b) => Number(isUnion(b)) - Number(isUnion(a))).map((one) => [one.code, one]));
}

const role = ({ imposes, affected }: Economy): string => (imposes > 0 ? (affected > 0 ? 'imposes affected' : 'imposes') : 'affected');

const says = ({ code, imposes, affected, everybody }: Economy, view: View): string => {
  const named = imposes - Number(everybody);
  const whom = [named > 0 ? plural(named, ['economy', 'economies']) : null, everybody ? 'everybody' : null].filter((part) => part !== null);
  const parts = [imposes > 0 ? `restricts ${whom.join(' and ')}` : null, affected > 0 ? `is restricted by ${affected}` : null];
  return `${placeName(code, view)} ${parts.filter((part) => part !== null).join(' and ')}`;
};

/** A line that bends to its right, so that there and back are two lines. */
function lineBetween(from: WorldShape, to: WorldShape): string {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const bend = 0.18;
  const [cx, cy] = [Math.round((from.x + to.x) / 2 + dy * bend), Math.round((from.y + to.y) / 2 - dx * bend)];
  return `M${from.x} ${from.y}Q${cx} ${cy} ${to.x} ${to.y}`;
}

/** Who restricts whose trade: economies that impose, that are affected or both, and a line for each pair. */
export const WorldMap = (props: Props & { file?: boolean }) => {
  const { restrictions, view, file = false } = props;
  const economies = economiesOf(props);
  const drawn = restrictions.flatMap((one) => {
    const [from, to] = [economies.get(one.imposed_by), economies.get(one.affected)];
    return from && to && from !== to ? [{ path: lineBetween(from.shape, to.shape), width: 1 + Math.log2(total(one)) }] : [];
  });
  const lines = drawn.slice(0, MOST_LINES);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing with links in it is a group, and no fieldset
    <svg
      class="world"
      viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`}
      role="group"
      aria-label="Map of who restricts whose trade"
      {...(file && { xmlns: 'http://www.w3.org/2000/svg', width: MAP_WIDTH, height: MAP_HEIGHT })}
    >
      {file && <style>{raw(MAP_STYLE)}</style>}
      <defs>
        <pattern id="map-affected" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="ground" width="5" height="5" />
          <rect class="stripe" width="1.2" height="5" />
        </pattern>
        <pattern id="map-both" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="imposing" width="5" height="5" />
          <rect class="stripe" width="1.2" height="5" />
        </pattern>
        <marker
          id="map-head"
          viewBox="0 0 6 6"
          refX="5"
          refY="3"
          markerWidth="7"
          markerHeight="7"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path class="head" d="M0 0 6 3 0 6z" />
        </marker>
      </defs>
      <path class="land" d={landPath()} />
      {[...economies.values()].map((economy) => (
        <a
          tabindex={-1}
          href={view.href('/measures', { [economy.imposes > 0 ? 'imposed_by' : 'affected']: [economy.code], status: ['active'] })}
        >
          <path class={`economy ${role(economy)}`} d={economy.shape.path}>
            <title>{says(economy, view)}</title>
          </path>
        </a>
      ))}
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: lines and labels can't be focused */}
      <g aria-hidden="true">
        {lines.map(({ path, width }) => (
          <path class="line" d={path} stroke-width={width.toFixed(1)} marker-end="url(#map-head)" />
        ))}
        {(['wide', 'narrow'] as const).map((room) => (
          <g class={room}>
            {namesThatFit([...economies.values()], view, NAMES[room]).map(({ name, x, y }) => (
              <text x={x} y={y}>
                {name}
              </text>
            ))}
          </g>
        ))}
      </g>
    </svg>
  );
};

/** The map as a file of its own: light or dark as the page that shows it. */
export const mapFile = (props: Props): string => `${String(<WorldMap {...props} file />)}\n`;

/** What its style is known by. */
export const MAP_STYLE_HASH = styleHash(MAP_STYLE);

/** Letters of a name are about so wide, and its line is so high: on a narrow screen the map shrinks, so they are larger in it (map.css). */
const NAMES = { wide: { letter: 7.6, line: 15 }, narrow: { letter: 19, line: 34 } } as const;
const LONGEST_NAME = 24;
/** Letters of some fonts are so much wider: nobody minds where names touch, but one that the edge cuts can't be read. */
const WIDER = 1.2;

/** The names of those that impose, as far as they have room: those who restrict most come first. */
function namesThatFit(
  economies: readonly Economy[],
  view: View,
  { letter, line }: (typeof NAMES)['wide' | 'narrow'],
): { name: string; x: number; y: number }[] {
  const placed: { name: string; x: number; y: number; half: number }[] = [];
  const imposing = economies.filter(({ imposes, shape }) => imposes > 0 && !shape.small);
  for (const { code, shape } of imposing.sort((a, b) => b.imposes - a.imposes)) {
    const name = clip(placeName(code, view), LONGEST_NAME);
    const half = (letters(name) * letter) / 2;
    const { y } = shape;
    const room = half * WIDER;
    const x = Math.round(Math.min(Math.max(shape.x, room), MAP_WIDTH - room));
    if (!placed.some((one) => Math.abs(one.y - y) < line && Math.abs(one.x - x) < one.half + half)) placed.push({ name, x, y, half });
  }
  return placed;
}

/** What the map shows, in a sentence. */
export const mapWords = (restrictions: readonly Restriction[]): string => {
  const imposers = new Set(restrictions.map((one) => one.imposed_by)).size;
  const all = restrictions.filter((one) => one.affected === '*');
  const pairs = restrictions.length - all.length;
  const ofAll =
    all.length === 0 ? '' : `; ${plural(all.length, ['of them restricts', 'of them restrict'])} everybody’s trade, which is no line`;
  return `${plural(imposers, ['economy restricts', 'economies restrict'])} the trade of others, in ${plural(pairs, ['pair', 'pairs'])}${ofAll}. Lines run from who imposes to who is affected; a thicker line is more measures. Filled: imposes. Striped: is affected.`;
};

// The outlines of the world (Natural Earth, by way of world-atlas), projected once and written as short paths.

export const MAP_WIDTH = 960;
export const MAP_HEIGHT = 440;

/** What is drawn of an economy: its outline and where lines to it end, in pixels. */
interface WorldShape {
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

/** A shape, made when it is first asked for. */
function once(key: string, make: () => WorldShape | null): WorldShape | null {
  const shape = kept.get(key) ?? make();
  kept.set(key, shape);
  return shape;
}

/** The shape of a country; null for one that these outlines do not have. */
export const countryShape = (code: string): WorldShape | null => once(code, () => makeCountry(code));

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
export const unionShape = (members: readonly string[]): WorldShape | null =>
  once([...members].sort().join('+'), () => {
    const parts = members.flatMap((code) => geometries.get(code) ?? []);
    return parts.length === 0 ? null : shapeOf(merge(atlas, parts));
  });

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
