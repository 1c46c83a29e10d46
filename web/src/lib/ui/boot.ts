/** The page itself stands now: what `app.html` showed in its place goes. */
export function endBoot(): void {
  document.getElementById('boot')?.remove();
}
