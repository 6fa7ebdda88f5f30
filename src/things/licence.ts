// Under which terms this may be used: said on every page, in the description of the API, to assistants, and in DATA.md.

/** The terms of the bundled facts and of all that the API answers. */
export const DATA_LICENCE = {
  name: 'CC BY 4.0',
  identifier: 'CC-BY-4.0',
  url: 'https://creativecommons.org/licenses/by/4.0/',
} as const;

/** The terms of the program, as in package.json. */
export const PROGRAM_LICENCE = 'MIT';

/** Whose work it is, as in CITATION.cff. */
export const ATTRIBUTED_TO = 'The trade-dispute tracker authors';

/** How the data are named by who uses them. */
export const ATTRIBUTION = 'Trade disputes, by the trade-dispute tracker authors, CC BY 4.0';
