/** What a browser shows when the server runs without the built interface. */
export const MISSING_BUILD_PAGE = `<!doctype html>
<html lang="ru">
<head><meta charset="utf-8"><title>Раскадр: интерфейс не собран</title></head>
<body>
<h1>Интерфейс ещё не собран</h1>
<p>Сервер работает, но папки build/ с интерфейсом нет. Остановите сервер и запустите его командой
<code>npm start</code>: она соберёт интерфейс сама. Собрать отдельно: <code>npm run build</code>.</p>
</body>
</html>
`;
