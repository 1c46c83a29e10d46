/** Whether a paste means files: a table or a text copied from an office brings a picture of itself along. */
export function bringsFiles(pasted: DataTransfer | null): boolean {
  if (!pasted || pasted.files.length === 0) return false;
  const lines = pasted.getData('text/plain').trim().split('\n');
  return pasted.files.length > 1 || lines.length < 2;
}
