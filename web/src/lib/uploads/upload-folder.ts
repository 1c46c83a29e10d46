const ROOT = 'raskadr-uploads';

/** Where the files of one person wait in the file system of this origin. */
export function uploadFolder(user: string): string[] {
  return [ROOT, user];
}

/** The folder of a person; nothing where the browser keeps nothing, or nothing has ever waited. */
export async function findUploadFolder(
  user: string,
  options: { create: boolean } = { create: false },
): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of uploadFolder(user)) folder = await folder.getDirectoryHandle(name, options);
    return folder;
  } catch {
    return undefined;
  }
}

export async function hasUploads(user: string): Promise<boolean> {
  const folder = await findUploadFolder(user);
  if (!folder) return false;
  for await (const name of folder.keys()) if (name.endsWith('.json')) return true;
  return false;
}
