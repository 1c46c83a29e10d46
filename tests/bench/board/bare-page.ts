/** As many boxes as the storyboard has and nothing else: what the browser itself costs. */
export function barePage(boxes: number): string {
  const items = Array.from(
    { length: boxes },
    (_, n) =>
      `<li data-shot draggable="true"><button data-face><span>${n + 1}</span> Шот ${n + 1}</button></li>`,
  );
  return `<!doctype html><meta charset="utf-8"><title>Голая страница</title><style>
    body { margin: 0; background: #141414; color: #eee; font: 13px sans-serif; }
    ol { display: grid; grid-template-columns: repeat(6, 1fr); margin: 0; padding: 16px; list-style: none; }
    li { height: 200px; padding: 6px; content-visibility: auto; contain-intrinsic-size: auto 200px; }
    button { width: 100%; height: 100%; border: 1px solid #444; border-radius: 8px; background: #1c1c1c; color: inherit; }
  </style><ol>${items.join('')}</ol>`;
}
