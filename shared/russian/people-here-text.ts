/** «АК» of «anna.karpova», «АН» of «анна»: two letters say more than one. */
export function initialsText(login: string): string {
  const words = login.split(/[._@\s-]+/u).filter((word) => word !== '');
  const [first = '', second] = words;
  const letters = second ? [[...first][0], [...second][0]] : [...first].slice(0, 2);
  return letters.join('').toUpperCase();
}
