import type { Restriction } from '../../things/answers.ts';
import { plural } from '../parts/words.ts';
import { placeName, type View } from '../view.ts';
import { countryShape, landPath, MAP_HEIGHT, MAP_WIDTH, unionShape, type WorldShape } from './world-shapes.ts';

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

const total = ({ bans, tariffs }: Restriction): number => bans + tariffs;

function economiesOf({ restrictions, members }: Props): Map<string, Economy> {
  const codes = new Set(restrictions.flatMap(({ imposed_by, affected }) => [imposed_by, affected]));
  const economies = [...codes].flatMap((code): Economy[] => {
    const union = members.get(code);
    const shape = union && union.length > 0 ? unionShape(union) : countryShape(code);
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
export const WorldMap = (props: Props) => {
  const { restrictions, view } = props;
  const economies = economiesOf(props);
  const lines = restrictions.slice(0, MOST_LINES).flatMap((one) => {
    const [from, to] = [economies.get(one.imposed_by), economies.get(one.affected)];
    return from && to && from !== to ? [{ path: lineBetween(from.shape, to.shape), width: 1 + Math.log2(total(one)) }] : [];
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing with links in it is a group, and no fieldset
    <svg class="world" viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`} role="group" aria-label="Map of who restricts whose trade">
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
        {[...economies.values()]
          .filter(({ imposes, shape }) => imposes > 0 && !shape.small)
          .map(({ code, shape }) => (
            <text x={shape.x} y={shape.y}>
              {placeName(code, view)}
            </text>
          ))}
      </g>
    </svg>
  );
};

/** What the map shows, in a sentence. */
export const mapWords = (restrictions: readonly Restriction[]): string => {
  const imposers = new Set(restrictions.map((one) => one.imposed_by)).size;
  const all = restrictions.filter((one) => one.affected === '*');
  const pairs = restrictions.length - all.length;
  const ofAll =
    all.length === 0 ? '' : `; ${plural(all.length, ['of them restricts', 'of them restrict'])} everybody’s trade, which is no line`;
  return `${plural(imposers, ['economy restricts', 'economies restrict'])} the trade of others, in ${plural(pairs, ['pair', 'pairs'])}${ofAll}. Lines run from who imposes to who is affected; a thicker line is more measures. Filled: imposes. Striped: is affected.`;
};
