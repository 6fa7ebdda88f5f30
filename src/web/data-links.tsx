/** The same view as data. */
export const DataLinks = ({ json, csv }: { json: string; csv: string }) => (
  <p class="data-links">
    This view as{' '}
    <a href={csv} rel="alternate" type="text/csv">
      CSV
    </a>{' '}
    or{' '}
    <a href={json} rel="alternate" type="application/json">
      JSON
    </a>
  </p>
);
