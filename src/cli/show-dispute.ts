import type { DisputeDetail } from '../tracker/list-disputes.ts';
import { MEASURE_TABLE, RESOLUTION_TABLE, STATUS_CHANGE_TABLE } from './columns.ts';
import { facts, section } from './sections.ts';
import { MILESTONES, wtoText } from './show-measure.ts';
import { oneLine } from './table.ts';

/** A dispute with its measures and its joint timeline as text. */
export function disputeText(dispute: DisputeDetail, width: number): string {
  return [
    `${dispute.id}: ${oneLine(dispute.title)}\n`,
    facts(
      [
        [`on ${dispute.on}`, `${dispute.state}; ${dispute.active.length} of ${dispute.measures.length} measures in force`],
        ['last change', dispute.last_change_on],
        ['lifting agreed', dispute.lifting_agreed_on],
        ['parties', dispute.parties.join(', ')],
        ['summary', dispute.summary],
      ],
      width,
    ),
    section('Measures', dispute.measure_rows, MEASURE_TABLE, width),
    section(
      'Resolutions',
      dispute.resolutions,
      RESOLUTION_TABLE.filter(({ title }) => title !== 'dispute'),
      width,
    ),
    section('Status changes', dispute.status_changes, STATUS_CHANGE_TABLE, width),
    section('Milestones', dispute.milestones, MILESTONES, width),
    wtoText(dispute.wto_cases, width),
  ].join('');
}
