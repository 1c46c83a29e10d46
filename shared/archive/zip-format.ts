/** The numbers of the ZIP format that both sides of ours need; sizes of 4 GB and more (zip64) are left out. */
export const SIGNATURE = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 } as const;
export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const END_BYTES = 22;
export const METHOD = { stored: 0, deflated: 8 } as const;
