/** The fixed vocabularies: each feeds the column, its CHECK, the schema of the wire, the command's choices and the page's select. */

export { STATUSES, type Status } from './status.ts';

/** A term of a vocabulary as words. */
export const words = (term: string): string => term.replaceAll('_', ' ').replace(/\bwto\b/, 'WTO');

/** Is a text one of the terms of a vocabulary? */
export const isTermOf = <Term extends string>(terms: readonly Term[], text: string): text is Term => terms.some((term) => term === text);

/** What a measure is: a tariff charges, a ban forbids or hinders. */
export const KINDS = ['tariff', 'ban'] as const;
export type Kind = (typeof KINDS)[number];

/** What crosses the border, and which way, seen from the economy that imposes the measure. */
export const DIRECTIONS = ['import', 'export', 'inward_investment', 'outward_investment', 'digital_services'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** formal: published or officially notified; informal: known from what happens at the border or from unnamed officials. */
export const FORMALITIES = ['formal', 'informal'] as const;
export type Formality = (typeof FORMALITIES)[number];

/** The types of tariffs; what each means, the glossary says (things/glossary.ts). */
export const DUTY_TYPES = [
  'mfn',
  'preferential',
  'preference_withdrawal',
  'anti_dumping',
  'countervailing',
  'safeguard',
  'additional',
] as const;
export type DutyType = (typeof DUTY_TYPES)[number];

/** What a good pays without any dispute; lists show these only when they are asked for by type. */
export const BASE_DUTY_TYPES: readonly DutyType[] = ['mfn', 'preferential'];

/** The types of bans and of other restrictions. */
export const BAN_TYPES = [
  'import_ban',
  'import_restriction',
  'export_ban',
  'export_control',
  'licence_suspension',
  'investment_restriction',
  'service_ban',
] as const;
export type BanType = (typeof BAN_TYPES)[number];

/** The types of every kind of measure, as the `type` filter takes them. */
export const MEASURE_TYPES = [...DUTY_TYPES, ...BAN_TYPES] as const;

/** Who speaks in a source. */
export const SOURCE_KINDS = ['official', 'treaty_body', 'press', 'trade_body', 'research'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What was seen of an act: it itself on its authority's page, its own words on somebody else's, or an account of it by others. */
export const SOURCE_FORMS = ['official_text', 'official_copy', 'report'] as const;
export type SourceForm = (typeof SOURCE_FORMS)[number];

/** What an importer's law takes the customs value to be: the price at the border (cost, insurance, freight) or free on board abroad. */
export const CUSTOMS_VALUES = ['CIF', 'FOB'] as const;
export type CustomsValue = (typeof CUSTOMS_VALUES)[number];

/** What the register holds: everything that an answer shows or a filter reads beside the statements about it. */
export const THINGS = ['jurisdiction', 'exporter', 'source', 'dispute', 'measure', 'wto_case', 'nomenclature', 'product'] as const;
export type Thing = (typeof THINGS)[number];

/**
 * registered: somebody said so, and it counts from then on; carried_over: an older database held it without saying since when, so it
 * counts from the beginning of the ledger.
 */
export const REGISTRATION_ORIGINS = ['registered', 'carried_over'] as const;

/** state: a country; customs_territory: HK, MO, TW; union: EU; all three impose measures and are affected by them. */
export const JURISDICTION_KINDS = ['state', 'customs_territory', 'union'] as const;
export type JurisdictionKind = (typeof JURISDICTION_KINDS)[number];

/** verified: read in the source named; recalled: from memory, no source found for the date or the core of the claim. */
export const CONFIDENCES = ['verified', 'recalled'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** What an entry of the ledger may be: each says one thing of a measure, a dispute, a WTO case or the register, or corrects another. */
export const ENTRY_KINDS = [
  'status_change',
  'coverage',
  'rate_table',
  'milestone',
  'resolution',
  'implementation',
  'collapse',
  'link',
  'duty_rule',
  'quota',
  'check',
  'registration',
  'correction',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What happens to a measure, a dispute or a WTO case and changes no status. */
export const MILESTONE_TYPES = [
  'vote',
  'disclosure',
  'review',
  'talks',
  'wto_stage',
  'court_ruling',
  'extension',
  'registration',
  'statement',
  'report',
  'other',
] as const;

/** The stages of a WTO case that a list can be asked for; others are taken as they are recorded. */
export const WTO_STAGES = [
  'consultations_requested',
  'panel_requested',
  'panel_established',
  'panel_composed',
  'panel_report',
  'appealed',
  'appellate_report',
  'report_adopted',
  'mutually_agreed_solution',
  'retaliation_authorised',
  'suspended',
  'lapsed',
  'withdrawn',
] as const;

/** How a dispute ends. */
export const RESOLUTION_METHODS = [
  'negotiated_settlement',
  'mutually_agreed_solution',
  'unilateral_withdrawal',
  'panel_ruling',
  'court_ruling',
  'expiry',
  'price_undertaking',
] as const;

/** What a resolution has a measure reach: a status, or `rate` for a lower duty under an unchanged status. */
export const OUTCOME_TARGETS = [
  'lifted',
  'partially_lifted',
  'suspended',
  'rate',
  'expired',
  'annulled',
  'superseded',
  'withdrawn',
  'declined',
] as const;
export type OutcomeTarget = (typeof OUTCOME_TARGETS)[number];

/** The outcomes that count as a lifting on its way: while one is pending its measure shows `lifting_agreed_on`. */
export const LIFTING_TARGETS: readonly OutcomeTarget[] = ['lifted', 'partially_lifted', 'suspended', 'rate'];

/** How one measure is related to another, to a dispute or to a WTO case: the verb that leads from the first to the second. */
export const LINK_TYPES = [
  'retaliates_against',
  'replaces',
  'follows',
  'amends',
  'extends',
  'companion_of',
  'challenged_in',
  'traded_for',
  'related_to',
] as const;
export type LinkType = (typeof LINK_TYPES)[number];

/** How a rate is collected. `none`: determined, and not collected in the end: never levied, or a security that was given back. */
export const COLLECTIONS = ['full', 'guarantee', 'if_undertaking_broken', 'none'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** How much of what a rate is charged on a partial lifting frees: nothing, a part (which may be all of it), or all. */
export const EXEMPT = ['none', 'part', 'all'] as const;
export type Exempt = (typeof EXEMPT)[number];

/** Within a tariff quota or over it. */
export const QUOTA_SIDES = ['in', 'over'] as const;
export type QuotaSide = (typeof QUOTA_SIDES)[number];

/**
 * `levied_on_rest_of`: where another tariff is charged on a part of the value alone, on what that leaves; beside one on the whole value not at all.
 * It stands in the place of a `not_levied_with` of the same two.
 */
export const DUTY_RULE_TYPES = [
  'not_levied_with',
  'at_most_one_of',
  'tops_up_base_to',
  'replaces_base',
  'not_paid_within_quota',
  'levied_on_rest_of',
] as const;
export type DutyRuleType = (typeof DUTY_RULE_TYPES)[number];

/** contributor: proposes and records nothing; editor: records, and reviews what others propose; admin: manages tokens as well. */
export const TOKEN_ROLES = ['contributor', 'editor', 'admin'] as const;
export type TokenRole = (typeof TOKEN_ROLES)[number];

/** open: it waits for a review; accepted: it was recorded, just as it was shown; rejected: it was sent back, or taken back. */
export const PROPOSAL_STATES = ['open', 'accepted', 'rejected'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** waiting: it is yet to be sent, or to be sent again; delivered: the receiver took it; given_up: it never did. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'given_up'] as const;

/** active: it tells what is recorded; failing: the last attempt was refused or not heard; ended: it was removed, or its receiver wants no more. */
export const WATCH_STATES = ['active', 'failing', 'ended'] as const;

/** The two classes of exporters that stand in a scope beside named companies. */
export const EXPORTER_CLASSES = ['other_cooperating', 'all_others'] as const;
export type ExporterClass = (typeof EXPORTER_CLASSES)[number];
/** Is it a class of exporters, and no company? */
export const isExporterClass = (id: string): id is ExporterClass => isTermOf(EXPORTER_CLASSES, id);

/** certain: the day lies between the inner bounds of its period; possible: outside them; doubtful: the entry carries a doubt. */
export const CERTAINTIES = ['certain', 'possible', 'doubtful'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/**
 * How what is asked is met. full: all of it; part: a part of it, for certain; unclear: it may or may not be met. What is not met
 * at all is no row, so this is all that a row, a line or a filter says.
 */
export const MATCHES = ['full', 'part', 'unclear'] as const;
export type Met = (typeof MATCHES)[number];

/** How a dispute stands on a day; how that comes from its measures, domain/dispute.ts says. */
export const DISPUTE_STATES = ['none', 'active', 'easing', 'pending', 'resolved'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** By which clock a flow of changes is cut and ordered: when it takes effect, when it was announced, when it was recorded here. */
export const CHANGE_CLOCKS = ['effective', 'announced', 'recorded'] as const;
export type ChangeClock = (typeof CHANGE_CLOCKS)[number];
/** What changes: the status of a measure, what it charges, what it covers, the rules by which another sum is paid. */
export const CHANGE_SUBJECTS = ['status', 'rates', 'coverage', 'rules'] as const;
export type ChangeSubject = (typeof CHANGE_SUBJECTS)[number];
/** Which of several changes come first. */
export const CHANGE_ORDERS = ['latest', 'earliest'] as const;
export type ChangesFirst = (typeof CHANGE_ORDERS)[number];

/** pending: agreed and not carried out; partly_implemented: carried out for some of its measures; overtaken: they ended before it was carried out. */
export const RESOLUTION_STATES = ['pending', 'partly_implemented', 'implemented', 'collapsed', 'overtaken'] as const;
export type ResolutionState = (typeof RESOLUTION_STATES)[number];
