export interface DataLinksProps {
  json?: string;
  /** A list has one; what mixes several kinds of things has none. */
  csv?: string;
  /** The address that answers the same for ever, with both clocks fixed. */
  permalink?: string | undefined;
}

/** The same view as data, and the address that stays true. */
export const DataLinks = ({ json, csv, permalink }: DataLinksProps) => (
  <ul class="data-links" aria-label="This view as data">
    {csv !== undefined && (
      <li>
        <a href={csv} rel="alternate" type="text/csv">
          CSV
        </a>
      </li>
    )}
    {json !== undefined && (
      <li>
        <a href={json} rel="alternate" type="application/json">
          JSON
        </a>
      </li>
    )}
    {permalink !== undefined && (
      <li>
        <a href={permalink} rel="bookmark">
          Permalink
        </a>
      </li>
    )}
  </ul>
);
