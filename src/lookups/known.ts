import { type Cut, LATEST, WHOLE } from '../db/cut.ts';
import { existingIds } from '../db/ids.ts';
import { type Register, readExporters, readMeasure } from '../db/register.ts';
import type { Connection } from '../db/store.ts';
import { companyKey, nearest, strangerId } from '../domain/company.ts';
import { invalid, TrackerError } from '../domain/errors.ts';
import { jurisdictionOf } from '../domain/scope.ts';
import { isExporterClass } from '../domain/vocabulary.ts';
import { meantBy, noneCalled } from './similar.ts';
import type { Tracker } from './tracker.ts';
import { areasCalled, economiesCalled, type Meaning } from './words.ts';

/** Checks that a jurisdiction is in the register. Throws `invalid` naming it and how to find the right one. */
export function knownJurisdiction(register: Register, code: string, path: string): string {
  if (register.jurisdictions.has(code)) return code;
  throw invalid(
    path,
    `"${code}" is no jurisdiction of the register: use ISO 3166-1 alpha-2 (JP), a customs territory (HK) or a union (EU); /jurisdictions lists them`,
  );
}

/** What a text means, if it means anything. Throws `invalid` for one that may mean several things. */
function onlyMeaning(text: string, meanings: readonly Meaning[], path: string): Meaning | undefined {
  if (meanings.length > 1)
    throw invalid(path, `"${text}" may mean ${meanings.map(({ code, name }) => `${code} (${name})`).join(' or ')}: give the code`);
  return meanings[0];
}

/**
 * The jurisdiction that a code, a name or an alias means, whatever its case and accents: `cn`, `UK`, `turkiye`. Throws `invalid` for one
 * that means none, or several.
 */
export function jurisdictionCalled(register: Register, text: string, path: string): string {
  if (register.jurisdictions.has(text)) return text;
  const economy = onlyMeaning(text, economiesCalled(text, register).exact, path);
  if (economy) return economy.code;
  const [area] = areasCalled(text, register).exact;
  if (area)
    throw invalid(
      path,
      `"${text}" is an area of ${jurisdictionOf(area.code)} (${area.code}), and no jurisdiction: give ${jurisdictionOf(area.code)}`,
    );
  return knownJurisdiction(register, text, path);
}

/** So many areas are told one by one. */
const FEW_AREAS = 8;

/** Checks that an area is in the register. */
function knownArea(register: Register, code: string, path: string): string {
  if (register.areas.has(code)) return code;
  const home = code.slice(0, 2);
  const own = [...register.areas.keys()].filter((area) => area.startsWith(`${home}-`)).sort();
  const hint =
    own.length > FEW_AREAS
      ? `areas of ${home} run from ${own[0]} to ${own.at(-1)}; /jurisdictions lists them`
      : own.length > 0
        ? `of ${home} there ${own.length === 1 ? 'is' : 'are'} ${own.join(', ')}; /jurisdictions lists them`
        : 'areas look like JP-07; /jurisdictions lists them';
  throw invalid(path, `"${code}" is no area of the register: ${hint}`);
}

/**
 * Checks that an area is in the register, and lies in the partner that is asked about, if one is: that of the area, or a union of it by
 * `unionsOf`. Throws `invalid`.
 */
export function areaWithin(
  register: Register,
  code: string,
  affected: string | undefined,
  unionsOf: (home: string) => readonly string[],
): string {
  const area = knownArea(register, code, 'area');
  const home = jurisdictionOf(area);
  if (affected !== undefined && home !== affected && !unionsOf(home).includes(affected))
    throw invalid('area', `"${area}" is no area of affected "${affected}": it lies in ${home}`);
  return area;
}

/** A partner of a scope: `*`, a jurisdiction or an area. */
export function knownPartner(register: Register, code: string, path: string): string {
  if (code === '*') return code;
  return code.includes('-') ? knownArea(register, code, path) : knownJurisdiction(register, code, path);
}

/** The same of a partner: also `all`, and an area by its code or its name. */
export function partnerCalled(register: Register, text: string, path: string): string {
  if (['*', 'all'].includes(text.trim().toLowerCase())) return '*';
  const area = onlyMeaning(text, areasCalled(text, register).exact, path);
  if (area) return area.code;
  return /^[A-Z]{2}-/.test(text) ? knownArea(register, text, path) : jurisdictionCalled(register, text, path);
}

/** Up to where the register is known. */
type Known = Pick<Cut, 'registerSeq' | 'announcedBy'>;

/** Checks that there is a dispute of that id. Throws `invalid` naming it. */
export async function knownDispute(connection: Connection, id: string, cut: Known): Promise<string> {
  if ((await existingIds(connection, 'disputes', [id], cut.registerSeq)).has(id)) return id;
  throw invalid('dispute', await noneCalled(connection, 'dispute', id, cut));
}

/** Checks that there is a measure of that id. Throws `invalid` naming it. */
export async function knownMeasure(connection: Connection, id: string, cut: Known): Promise<string> {
  if ((await existingIds(connection, 'measures', [id], cut.registerSeq)).has(id)) return id;
  throw invalid('measure', await noneCalled(connection, 'measure', id, cut));
}

/** Checks that there is a tariff of that id. Throws `invalid` naming it, also for a ban: it charges nothing. */
export async function knownTariff(connection: Connection, id: string, cut: Known): Promise<string> {
  const known = await knownMeasure(connection, id, cut);
  if ((await readMeasure(connection, known, cut.registerSeq))?.kind === 'ban')
    throw invalid('measure', `"${known}" is a ban, and only a tariff has rates: /measures/${known} says what it bans`);
  return known;
}

/** What has this id: of a measure and a dispute of one id the measure is meant. Throws `not_found` naming it. */
export const recordKind = (tracker: Tracker, id: string): Promise<'measure' | 'dispute'> =>
  tracker.store.read(async (connection) => {
    if ((await existingIds(connection, 'measures', [id], LATEST)).has(id)) return 'measure';
    if ((await existingIds(connection, 'disputes', [id], LATEST)).has(id)) return 'dispute';
    const meant = await meantBy(connection, ['measures', 'disputes'], id, WHOLE);
    throw new TrackerError(
      'not_found',
      `there is no measure and no dispute "${id}": ${meant}measures and disputes list them, search finds them by words`,
    );
  });

/** An exporter that was asked about: a company with its home, as far as that is known, or a class of them, which has none. */
interface FoundExporter {
  id: string;
  home: string | null;
}

/**
 * Finds an exporter by id, name or alias, whatever the case, accents, punctuation and legal form, or passes a class through. Throws
 * `invalid` for an unknown one, with the names that are nearly the one that was asked, and for a name that several have.
 */
export async function findExporter(connection: Connection, text: string, knownSeq: number): Promise<FoundExporter> {
  if (isExporterClass(text)) return { id: text, home: null };
  const { found, near } = await searchExporter(connection, text, knownSeq);
  if (found) return found;
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}? Else ` : '';
  throw invalid(
    'exporter',
    `"${text}" is no exporter of the register: ${hint}give an id, a name or an alias from /exporters, or other_cooperating or all_others; search finds what names it in words alone`,
  );
}

/** The exporter that is called so, and the names of those that are nearly called so if none is. Throws `invalid` for a name that several have. */
async function searchExporter(
  connection: Connection,
  text: string,
  knownSeq: number,
): Promise<{ found: FoundExporter | undefined; near: string[] }> {
  const exporters = await readExporters(connection, knownSeq);
  // Written otherwise than the id is, it is a name, which another may have too.
  const own = exporters.find(({ id }) => id === text);
  if (own) return { found: own, near: [] };
  const wanted = companyKey(text);
  const named = exporters.map((exporter) => ({ exporter, keys: [exporter.id, exporter.name, ...exporter.aliases].map(companyKey) }));
  const called = named.flatMap(({ exporter, keys }) => (keys.includes(wanted) ? [exporter] : []));
  if (called.length > 1)
    throw invalid('exporter', `"${text}" may be ${called.map(({ id }) => id).join(' or ')}: give the id of the one that is meant`);
  const near = nearest(
    wanted,
    named.flatMap(({ exporter, keys }) => keys.map((key) => [key, exporter.name] as const)),
  );
  return { found: called[0], near: called.length > 0 ? [] : [...new Set(near)].slice(0, NEAR) };
}

/** So many near names are told. */
const NEAR = 5;

/**
 * The same for duties, where a company that the register lacks has no rate of its own, unless it is one of a group that has. Throws
 * `invalid` for one that is nearly a known one: to take it for a stranger would give it another rate.
 */
export async function exporterOrStranger(connection: Connection, text: string, knownSeq: number): Promise<string> {
  if (isExporterClass(text)) return text;
  const { found, near } = await searchExporter(connection, text, knownSeq);
  if (found) return found.id;
  if (near.length > 0)
    throw invalid(
      'exporter',
      `"${text}" is not known, and nearly ${near.join(', ')}: give that name, or all_others if it is none of the named`,
    );
  return strangerId(text);
}
