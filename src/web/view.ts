/** What components need beside their data. */
export interface View {
  /** The address of another page, asked with the same clocks as this one. */
  href(path: string): string;
  /** These clocks, as far as they were asked: for forms, which lose what they don't send. */
  clocks: Readonly<Record<string, readonly string[]>>;
  /** The name of an HS code, or of the longest part of it that has one. */
  productName(code: string): string | undefined;
}
