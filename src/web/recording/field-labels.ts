const LABELS: Readonly<Record<string, string>> = {
  status: 'Status',
  effective_on: 'First day',
  until_on: 'First day without it, if it ends by itself',
  announced_on: 'Announced on',
  confidence: 'How sure is it?',
  doubt: 'Doubt',
  note: 'Note',
  sources: 'Source',
  unsourced: 'No source',
  source_publisher: 'Publisher',
  source_title: 'Title',
  source_url: 'Address',
  source_published_on: 'Published on',
  source_kind: 'Kind',
  source_id: 'Id',
  exempt_goods: 'HS codes',
  exempt_words: 'Goods in words',
  exempt_partners: 'Countries or areas',
  exempt_excluded: 'Except these',
  exempt_exporters: 'Exporters',
  exempt_condition: 'Condition',
  measures: 'Measures',
  reason: 'Reason',
  taking: 'What takes its place',
  replacement: 'What takes its place, as JSON',
  method: 'Method',
  agreed_on: 'Agreed on',
  terms: 'Terms',
};

/** What a field is called: fields of one name differ by a number, those of a measure by its id. */
export function labelOf(field: string): string {
  const base = field.replace(/-.*$/, '');
  return LABELS[base] ?? LABELS[base.replace(/^part_/, 'exempt_')] ?? (base === 'reaches' ? 'Is to reach' : base);
}
