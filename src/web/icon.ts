/** Two arrows that meet a bar: trade, held up. */
export const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0a5276"/><path d="M4 16h8m-3-3 3 3-3 3M28 16h-8m3-3-3 3 3 3M16 6v20" fill="none" stroke="#fff" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
