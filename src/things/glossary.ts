import type {
  BAN_TYPES,
  Certainty,
  Confidence,
  DisputeState,
  DUTY_TYPES,
  Formality,
  Met,
  RESOLUTION_METHODS,
  Status,
} from '../domain/vocabulary.ts';

// What each word of the fixed vocabularies means, for people. A word that is added does not compile before it has its meaning here.

export const STATUS_MEANINGS: Readonly<Record<Status, string>> = {
  threatened: 'Somebody in office said that it may come; no procedure has begun.',
  under_investigation: 'An authority has opened a procedure that may end in it.',
  proposed: 'A draft was published, or those who decide were asked to.',
  announced: 'It is decided, with or without a first day, and does not apply yet.',
  provisional: 'It applies before the final decision.',
  in_force: 'It applies.',
  partially_lifted:
    'It applies, but some goods, partners, areas, companies or uses are free of it: freed later, or exempt from its first day.',
  suspended: 'It does not apply for now, and may return.',
  lifted: 'Whoever imposed it ended it.',
  expired: 'It ended by its own terms.',
  annulled: 'A court or another body ended it, or declared it void.',
  superseded: 'Another measure took its place.',
  withdrawn: 'It was given up before it applied, or while it was suspended.',
  declined: 'The procedure ended without it.',
};

export const DUTY_TYPE_MEANINGS: Readonly<Record<(typeof DUTY_TYPES)[number], string>> = {
  mfn: 'The base duty that members of the WTO pay. Lists show it only when it is asked for.',
  preferential: 'The lower base duty of an agreement or of a scheme for poorer economies. Lists show it only when it is asked for.',
  preference_withdrawal: 'A lower duty or an exemption is taken away.',
  anti_dumping: 'A duty on goods sold below their normal price.',
  countervailing: 'A duty on goods that were subsidised.',
  safeguard: 'A duty or a quota against a surge of imports, from wherever they come.',
  additional: 'Any other duty on top of the base: retaliation, national security, emergency powers, surtaxes.',
};

export const BAN_TYPE_MEANINGS: Readonly<Record<(typeof BAN_TYPES)[number], string>> = {
  import_ban: 'Goods may not be imported.',
  import_restriction: 'Imports are hindered and not forbidden: licences, checks, instructions to buyers.',
  export_ban: 'Goods may not be exported.',
  export_control: 'Goods are exported under a licence, which may be refused.',
  licence_suspension: 'Plants or companies lose the registration without which they can’t sell.',
  investment_restriction: 'Investments are forbidden, or need leave.',
  service_ban: 'A service may not be offered, such as an app.',
};

export const CERTAINTY_MEANINGS: Readonly<Record<Certainty, string>> = {
  certain: 'What is recorded says so for that day.',
  possible: 'The first or last day is known to the month or the year only, and the day asked about may lie outside.',
  doubtful: 'An entry that it rests on says why it may be wrong.',
};

export const CONFIDENCE_MEANINGS: Readonly<Record<Confidence, string>> = {
  verified: 'The date and the core of the claim were read in the source that is named.',
  recalled: 'From memory of the field, or known by the number of an act alone.',
};

export const MATCH_MEANINGS: Readonly<Record<Met, string>> = {
  full: 'All that was asked about is met.',
  part: 'A part of it is met, for certain.',
  unclear: 'It may or may not be met: the goods are described in words, a list was not seen, or what frees it is in doubt.',
};

export const FORMALITY_MEANINGS: Readonly<Record<Formality, string>> = {
  formal: 'Published, or officially notified.',
  informal: 'Known from what happens at the border, or from officials who are not named.',
};

export const DISPUTE_STATE_MEANINGS: Readonly<Record<DisputeState, string>> = {
  none: 'Nothing has begun by that day.',
  active: 'A measure is in force that is no base duty.',
  easing:
    'A measure in force was partially lifted or its lifting is agreed, and nothing came into force since, nor was what had been free bound again.',
  pending: 'No measure is in force but base duties, and one is on its way or suspended.',
  resolved: 'All measures but base duties have ended or came to nothing.',
};

export const METHOD_MEANINGS: Readonly<Record<(typeof RESOLUTION_METHODS)[number], string>> = {
  negotiated_settlement: 'The parties agreed.',
  mutually_agreed_solution: 'They agreed, and told the WTO.',
  unilateral_withdrawal: 'One side gave way by itself.',
  panel_ruling: 'The WTO ruled, and the ruling was carried out.',
  court_ruling: 'A court ruled.',
  expiry: 'The measures ran out.',
  price_undertaking: 'Companies promised prices in place of a duty.',
};
