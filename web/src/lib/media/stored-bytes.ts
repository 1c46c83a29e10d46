/** How much a kept answer takes, by its own word where it has one. */
export async function bytesOf(response: Response | undefined): Promise<number> {
  if (!response) return 0;
  const said = response.headers.get('content-length');
  return said === null ? (await response.blob()).size : Number(said);
}
