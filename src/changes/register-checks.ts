import { LATEST, WHOLE } from '../db/cut.ts';
import { existingIds, groupedNow } from '../db/ids.ts';
import { nomenclaturesOf } from '../db/nomenclatures.ts';
import { partnersNamed, readExporters } from '../db/register.ts';
import { groupProblem, Namesakes } from '../domain/company.ts';
import { firstDay, lastDay, NEVER } from '../domain/dates.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { positionOfRepeated } from '../domain/group.ts';
import { directionProblem, respondentProblem } from '../domain/register.ts';
import { jurisdictionOf } from '../domain/scope.ts';
import { folded } from '../domain/text.ts';
import type { Thing } from '../domain/vocabulary.ts';
import { knownJurisdiction } from '../lookups/known.ts';
import { meantBy } from '../lookups/similar.ts';
import type { RegisteredContent } from '../things/registered.ts';
import type { Recorder } from './recorder.ts';

/** What the content of a registration must meet: what it names is in the register, and goes together. Each throws `invalid`, or `conflict`. */
export const REGISTER_CHECKS: {
  readonly [Of in Thing]: (recorder: Recorder, content: RegisteredContent<Of>, id: string) => Promise<void> | void;
} = {
  jurisdiction: checkJurisdiction,
  source: (recorder, source) => recorder.checkSource(source, (field) => field),
  exporter: async ({ register, connection }, { name, home, group }, id) => {
    if (home !== undefined) knownJurisdiction(register, home, 'home');
    const namesake = new Namesakes(await readExporters(connection, LATEST)).problemOf({ id, name, home: home ?? null });
    if (namesake !== null) throw invalid('name', namesake);
    if (group !== undefined && !(await existingIds(connection, 'exporters', [group], LATEST)).has(group))
      throw invalid('group', `there is no exporter "${group}": add it first (/exporters lists them)`);
    if (group === undefined) return;
    const grouped = (await groupedNow(connection, [id, group])).filter((one) => one.id !== id);
    const problem = groupProblem(
      id,
      group,
      new Map(grouped.map((one) => [one.id, one.group])),
      new Map([...grouped].reverse().map((one) => [one.group, one.id])),
    );
    if (problem !== null) throw invalid('group', problem);
  },
  dispute: ({ register }, { parties }) => {
    checkOnce(parties, (position) => `parties.${position}`);
    for (const [position, party] of parties.entries()) if (party !== '*') knownJurisdiction(register, party, `parties.${position}`);
  },
  measure: async ({ register, connection }, { imposed_by, dispute, type, direction }) => {
    knownJurisdiction(register, imposed_by, 'imposed_by');
    const wrongWay = directionProblem(type, direction);
    if (wrongWay !== null) throw invalid('direction', wrongWay);
    if (dispute !== undefined && !(await existingIds(connection, 'disputes', [dispute], LATEST)).has(dispute))
      throw invalid(
        'dispute',
        `there is no dispute "${dispute}": ${await meantBy(connection, ['disputes'], dispute, WHOLE)}add it first (/disputes lists them)`,
      );
  },
  wto_case: (recorder, { complainant, co_complainants, respondent, requested_on }) => {
    const { register } = recorder;
    const day = recorder.requestProblem(requested_on);
    if (day !== null) throw invalid('requested_on', day);
    checkOnce([complainant, ...co_complainants], (position) => `co_complainants.${position - 1}`);
    const problem = respondentProblem([complainant, ...co_complainants], respondent);
    if (problem !== null) throw invalid('respondent', problem);
    knownJurisdiction(register, complainant, 'complainant');
    for (const [position, one] of co_complainants.entries()) knownJurisdiction(register, one, `co_complainants.${position}`);
    knownJurisdiction(register, respondent, 'respondent');
  },
  // Its schema holds it against the Harmonized System.
  product: () => undefined,
  nomenclature: async ({ register, connection }, content, id) => {
    const { jurisdiction, complete, first_on, last_on } = content;
    knownJurisdiction(register, jurisdiction, 'jurisdiction');
    if (!complete) return;
    const others = await nomenclaturesOf(connection, [jurisdiction], LATEST);
    const other = others.find(
      (one) => one.id !== id && one.complete === 1 && first_on <= (one.last_on ?? NEVER) && one.first_on <= (last_on ?? NEVER),
    );
    if (other)
      throw new TrackerError(
        'conflict',
        `${other.id} is complete for ${jurisdiction} from ${other.first_on} to ${other.last_on ?? 'now'}: give it a last_on before ${first_on}, or this one other days`,
      );
  },
};

/** Checks that a list names nobody twice. */
function checkOnce(named: readonly string[], at: (position: number) => string): void {
  const twice = positionOfRepeated(named);
  if (twice !== -1) throw invalid(at(twice), `"${named[twice]}" is named already: name each once`);
}

/** Checks a jurisdiction against the others: nobody else is called so, its areas are its own, and none goes that something names. */
async function checkJurisdiction(
  { register, connection }: Recorder,
  { name, kind, aliases, areas, members, exists_from, exists_until }: RegisteredContent<'jurisdiction'>,
  code: string,
): Promise<void> {
  const others = [...register.jurisdictions.values()].filter((one) => one.code !== code);
  for (const [field, own] of [['name', name], ...aliases.map((alias, index) => [`aliases.${index}`, alias])] as [string, string][]) {
    const other = others.find((one) => [one.code, one.name, ...one.aliases].some((text) => folded(text) === folded(own)));
    if (other) throw invalid(field, `"${own}" is what ${other.code} (${other.name}) is called: a name means one jurisdiction`);
  }
  if (exists_from !== undefined && exists_until !== undefined && lastDay(exists_until) < firstDay(exists_from))
    throw invalid('exists_until', `"${exists_until}" is before exists_from ${exists_from}`);
  const codes = new Set<string>();
  for (const [index, area] of areas.entries()) {
    if (jurisdictionOf(area.code) !== code)
      throw invalid(`areas.${index}.code`, `"${area.code}" is no area of ${code}: it begins with ${code}-`);
    if (codes.has(area.code)) throw invalid(`areas.${index}.code`, `"${area.code}" stands twice`);
    codes.add(area.code);
    const namesake = areas.slice(0, index).find((one) => folded(one.name) === folded(area.name));
    if (namesake) throw invalid(`areas.${index}.name`, `"${area.name}" is what ${namesake.code} is called: a name means one area`);
  }
  const gone = [...register.areas.values()]
    .filter((area) => area.jurisdiction_code === code && !codes.has(area.code))
    .map((area) => area.code);
  const [named] = await partnersNamed(connection, gone);
  if (named !== undefined) throw invalid('areas', `"${named}" is named by entries of the ledger: it can't go, but may have another name`);
  if (members.length > 0 && kind !== 'union')
    throw invalid('members', `only a union has members, and ${code} is a ${kind.replace('_', ' ')}`);
  for (const [index, { member, joined_on, left_on }] of members.entries()) {
    knownJurisdiction(register, member, `members.${index}.member`);
    if (member === code) throw invalid(`members.${index}.member`, `"${member}" is the union itself: name its members`);
    if (left_on !== undefined && firstDay(left_on) <= firstDay(joined_on))
      throw invalid(`members.${index}.left_on`, `"${left_on}" is the first day outside, so it must come after joined_on ${joined_on}`);
    const begins = firstDay(joined_on);
    const other = members
      .slice(0, index)
      .find(
        (one) => one.member === member && begins < firstDay(one.left_on ?? NEVER) && firstDay(one.joined_on) < firstDay(left_on ?? NEVER),
      );
    if (other)
      throw invalid(
        `members.${index}.joined_on`,
        `"${member}" is a member from ${other.joined_on} ${other.left_on === undefined ? 'on' : `to ${other.left_on}`} already: its times can't overlap`,
      );
  }
}
