/** The numbers of the ZIP format that both sides of ours need, with those of large files (zip64). */
export const SIGNATURE = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;
export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const END64_BYTES = 56;
export const LOCATOR64_BYTES = 20;
export const METHOD = { stored: 0, deflated: 8 } as const;
/** A field that is full says that its number stands in the extra field of large files or in the second end. */
export const FULL = { two: 0xffff, four: 0xffffffff } as const;
export const EXTRA64_ID = 1;
