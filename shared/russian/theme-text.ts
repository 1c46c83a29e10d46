export const THEME_TEXT = { dark: 'Тёмная', light: 'Светлая', system: 'Как в системе' } as const;
