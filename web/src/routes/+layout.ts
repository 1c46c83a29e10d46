// The server hands out one static shell; everything after it runs in the browser, offline included.
export const ssr = false;
export const prerender = false;
