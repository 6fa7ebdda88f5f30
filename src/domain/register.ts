import { firstDay, lastDay, type PartialDate } from './dates.ts';
import { jurisdictionOf } from './scope.ts';
import type { BanType, Direction, DutyType } from './vocabulary.ts';

// What can't stand in the register, as far as a thing itself tells: calls and sheets take it from here.

/** Types that say themselves which trade they are on. */
const DIRECTION_OF: Partial<Record<BanType | DutyType, Direction>> = {
  ...{ import_ban: 'import', import_restriction: 'import', export_ban: 'export', export_control: 'export' },
  ...{ mfn: 'import', preferential: 'import', preference_withdrawal: 'import' },
  ...{ anti_dumping: 'import', countervailing: 'import', safeguard: 'import' },
};

/** What is wrong with the direction of a measure of a type, if anything. */
export function directionProblem(type: BanType | DutyType, direction: Direction): string | null {
  const right = DIRECTION_OF[type];
  return right === undefined || direction === right
    ? null
    : `"${direction}" is no direction of the type ${type}, also where none is given: it is ${right}`;
}

/** What is wrong with the respondent of a case, if anything. */
export const respondentProblem = (complainants: readonly string[], respondent: string): string | null =>
  complainants.includes(respondent) ? `"${respondent}" complains in this case: name whom the complaint is against` : null;

const WTO_BEGAN = '1995';

/** What is wrong with the day on which consultations of a WTO case were requested, if anything. */
export const requestProblem = (requested: PartialDate | undefined): string | null =>
  requested !== undefined && requested < WTO_BEGAN ? `"${requested}" is before ${WTO_BEGAN}, when the WTO began` : null;

/** What is wrong with the day on which somebody looked at a source, if anything. */
export const lookedProblem = (looked: PartialDate | undefined, published: PartialDate | undefined): string | null =>
  looked !== undefined && published !== undefined && lastDay(looked) < firstDay(published)
    ? `"${looked}" is before ${published}, when it was published: nobody can have looked at it then`
    : null;

/** Who of some partners imposes the measure itself, or is an area of who does: a measure affects others. Undefined for none. */
export const ownAmong = (partners: readonly string[], imposed_by: string): string | undefined =>
  partners.find((code) => code !== '*' && jurisdictionOf(code) === imposed_by);
