export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Copies sort by day in a folder. */
export function copyName(now: Date): string {
  return `raskadr-${now.toISOString().slice(0, 10)}.json`;
}
