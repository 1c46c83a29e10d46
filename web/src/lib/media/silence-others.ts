/** One sound at a time: whatever else plays on the page stops. */
export function silenceOthers(playing: HTMLMediaElement): void {
  for (const other of document.querySelectorAll<HTMLMediaElement>('audio, video'))
    if (other !== playing && !other.paused) other.pause();
}
