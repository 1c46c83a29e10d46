const NAME_MAX_CHARS = 80;

/** A header that names the file after its project, whatever the project is called (RFC 6266, RFC 5987). */
export function attachmentOf(projectName: string): string {
  const name = fileNameOf(projectName);
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="project.raskadr"; filename*=UTF-8''${encoded}`;
}

/** Without signs that a file system refuses, that cannot be seen, or that turn the reading direction. */
function fileNameOf(projectName: string): string {
  const name = [
    ...projectName
      .toWellFormed()
      .normalize('NFC')
      .replace(/[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|]+/gu, ' '),
  ]
    .slice(0, NAME_MAX_CHARS)
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return `${name || 'project'}.raskadr`;
}
