import type { Fault } from '../fault.ts';
import { JOBS, SECONDS } from './nouns.ts';
import { counted } from './plural.ts';

const WEAK_PASSWORD = {
  short: 'Пароль короче 8 знаков. Придумайте длиннее.',
  long: 'Пароль длиннее 256 знаков. Придумайте короче.',
  common: 'Этот пароль есть в списках частых паролей. Придумайте другой.',
  same_as_login: 'Пароль совпадает с логином. Придумайте другой.',
} as const;

const BROKEN_ARCHIVE = {
  not_an_archive: 'это не файл .raskadr или он обрезан',
  too_large: 'в распакованном виде он слишком велик',
  bad_path: 'в нём есть файл с недопустимым именем',
  bad_hash: 'контрольная сумма одной из частей не сошлась',
  missing_part: 'в нём не хватает частей',
  bad_document: 'один из документов внутри не читается',
} as const;

const JOB_REFUSED = {
  lease_lost: 'её уже взял другой раннер',
  not_now: 'в этом состоянии так нельзя',
  cancelled: 'её отменили',
  call_open: 'исход прошлого платного запроса ещё не известен',
  conflict: 'сведения противоречат записанным',
  gate_full: 'у этой учётной записи провайдера сейчас нет свободных мест',
} as const;

/** The only Russian texts of faults: what happened, what was kept, what to do. */
export function faultText(fault: Fault): string {
  switch (fault.code) {
    case 'bad_input':
      return fault.field ? `Неверное значение поля «${fault.field}».` : 'Запрос составлен неверно.';
    case 'not_signed_in':
      return 'Нужно войти. Несохранённых правок вы не потеряете: они останутся на этом устройстве.';
    case 'wrong_login':
      return 'Логин или пароль не подошли.';
    case 'weak_password':
      return WEAK_PASSWORD[fault.reason];
    case 'login_taken':
      return 'Такой логин уже занят. Выберите другой.';
    case 'wrong_password':
      return 'Текущий пароль не подошёл. Проверьте раскладку и повторите.';
    case 'user_not_found':
      return `Нет пользователя с логином «${fault.login}». Проверьте логин или попросите администратора его создать.`;
    case 'session_not_found':
      return 'Этот вход уже завершён.';
    case 'last_admin':
      return 'Это единственный администратор. Сначала назначьте другого.';
    case 'last_owner':
      return 'Это единственный владелец проекта. Сначала назначьте другого.';
    case 'setup_closed':
      return 'Первая учётная запись уже создана. Войдите под ней.';
    case 'wrong_setup_code':
      return 'Код настройки не подошёл или устарел. Новый код напечатан в терминале сервера при его запуске.';
    case 'foreign_origin':
      return 'Запрос пришёл с чужого сайта и отклонён.';
    case 'forbidden':
      return 'На это действие нет прав.';
    case 'too_many_requests':
      return `Слишком много попыток. Повторите через ${counted(fault.retryAfterS, SECONDS)}.`;
    case 'not_found':
      return 'Здесь ничего нет: адрес устарел или набран с ошибкой.';
    case 'project_not_found':
      return 'Проект не найден: его удалили или вам закрыли доступ.';
    case 'project_trashed':
      return 'Проект в корзине. Восстановите его, чтобы продолжить работу.';
    case 'document_refused':
      return 'Сервер не принял правку: она нарушает устройство документа. Скачайте копию и обновите страницу.';
    case 'document_gap':
      return 'Часть правок дошла не по порядку. Отправим их ещё раз целиком.';
    case 'document_damaged':
      return 'Документ на сервере повреждён и закрыт для правок. Правки остаются на этом устройстве; сообщите администратору.';
    case 'too_large':
      return `Слишком большой объём: больше ${megabytes(fault.limitBytes)} за один раз нельзя.`;
    case 'wrong_hash':
      return 'Файл пришёл повреждённым: контрольная сумма не сошлась. Ничего не записано; отправьте его ещё раз.';
    case 'disk_full':
      return 'Место на диске закончилось. Правки остаются на этом устройстве и уйдут сами, когда место появится.';
    case 'storage_failed':
      return 'Сервер не смог записать правку на диск. Она остаётся на этом устройстве; повторим сами.';
    case 'stopping':
      return 'Сервер перезапускается. Повторим сами через несколько секунд.';
    case 'unknown_mutation':
      return 'Сервер не знает такого действия. Обновите страницу; если не поможет, обновите сервер.';
    case 'id_taken':
      return 'Такой номер уже занят другой записью.';
    case 'archive_broken':
      return `Файл проекта не принят: ${BROKEN_ARCHIVE[fault.reason]}. Ничего не изменилось; попробуйте другую копию файла.`;
    case 'archive_newer':
      return 'Файл проекта сделан более новой версией Раскадра. Обновите программу и повторите.';
    case 'archive_unrelated':
      return 'В файле другой проект: сливать можно только копии одного проекта. Загрузите его как отдельную копию.';
    case 'backup_missing':
      return `В папке ${fault.folder} нет законченной резервной копии. Укажите папку, которую напечатала команда backup.`;
    case 'backup_broken':
      return `Резервная копия повреждена: ${fault.file}. Ничего не изменилось; возьмите другую копию.`;
    case 'folder_not_empty':
      return `В папке ${fault.folder} уже есть данные. В ней ничего не изменилось; укажите пустую или новую папку.`;
    case 'backup_newer':
      return 'Резервная копия сделана более новой версией Раскадра. Обновите программу и повторите.';
    case 'database_damaged':
      return 'База данных повреждена. Ничего не изменилось; восстановите данные из резервной копии в другую папку.';
    case 'file_unreadable':
      return `Файл ${fault.file} не прочитать. Ничего не изменилось; проверьте путь и права на файл.`;
    case 'no_data':
      return `В папке ${fault.folder} нет базы Раскадра. Ничего не изменилось; проверьте RASKADR_DATA.`;
    case 'no_room':
      return `В папке ${fault.folder} не хватило места. Незаконченное удалено, данные не тронуты; освободите место и повторите.`;
    case 'folder_unwritable':
      return `В папку ${fault.folder} нельзя писать. Ничего не изменилось; проверьте права на неё или укажите другую.`;
    case 'data_in_use':
      return `Папка данных ${fault.folder} занята: с ней уже работает сервер или другая команда. Остановите их и повторите.`;
    case 'data_unwritable':
      return `В папку данных ${fault.folder} нельзя писать. Проверьте права на неё и место на диске или укажите другую в RASKADR_DATA.`;
    case 'outcome_unknown':
      return 'Ответ провайдера потерялся: неизвестно, взял ли он плату. Проверьте в его кабинете и решите, что делать с задачей.';
    case 'runner_lost':
      return 'Раннер пропал посреди работы, и попытки кончились. Проверьте, что он запущен, и повторите задачу.';
    case 'restored_from_backup':
      return 'Данные восстановлены из копии: эту работу могли уже выполнить и оплатить. Проверьте у провайдера, потом продолжайте или откажитесь.';
    case 'job_not_found':
      return 'Задача не найдена: её удалили вместе с проектом.';
    case 'job_refused':
      return `С задачей этого сделать нельзя: ${JOB_REFUSED[fault.why]}. Обновите страницу, чтобы увидеть, что с ней сейчас.`;
    case 'budget_exceeded':
      return 'Бюджет исчерпан: на эту работу денег в нём не хватает. Ничего не потрачено; увеличьте бюджет в настройках проекта.';
    case 'price_changed':
      return 'Цена изменилась с тех пор, как вы её видели. Ничего не потрачено; посмотрите новую и запустите ещё раз.';
    case 'price_unknown':
      return 'Цена этой модели неизвестна. Ничего не потрачено; подтвердите запуск без цены или укажите её в настройках.';
    case 'too_many_jobs':
      return `В очереди проекта уже ${counted(fault.limit, JOBS)}. Новые не приняты; дождитесь части из них или отмените.`;
    case 'model_not_found':
      return `Модели «${fault.model}» в каталоге нет. Выберите другую.`;
    case 'model_retired':
      return `Модель «${fault.model}» отключена провайдером с ${fault.on}. Ничего не потрачено; выберите другую.`;
    case 'bad_parameter':
      return `Модель не примет параметр «${fault.parameter}». Ничего не потрачено; исправьте значение.`;
    case 'asset_not_found':
      return 'Исходного файла в этом проекте нет. Выберите другой кадр.';
    case 'provider_busy':
      return `Провайдер занят. Повторим сами через ${counted(Math.ceil(fault.retryAfterS), SECONDS)}.`;
    case 'provider_unreachable':
      return 'До провайдера не достучаться. Запрос не ушёл, плата не взята; проверьте связь раннера с интернетом.';
    case 'provider_failed':
      return 'У провайдера произошёл сбой. Промт и параметры сохранены; повторите позже.';
    case 'provider_garbled':
      return 'Ответ провайдера не разобрать. Промт сохранён; загляните в журнал задачи и повторите.';
    case 'provider_no_money':
      return 'На счёте у провайдера закончились деньги. Промт сохранён; пополните счёт и повторите задачу.';
    case 'provider_key_refused':
      return 'Провайдер не принял ключ. Проверьте ключ в настройках и повторите задачу.';
    case 'provider_region_blocked':
      return 'Провайдер не работает в вашей стране. Укажите прокси для этой учётной записи и повторите.';
    case 'provider_refused_content':
      return `Провайдер отклонил содержание${fault.reason ? `: ${fault.reason}` : ''}. Измените промт или кадр и запустите снова.`;
    case 'provider_refused_request':
      return `Провайдер не принял запрос${fault.reason ? `: ${fault.reason}` : ''}. Исправьте параметры и запустите снова.`;
    case 'provider_timed_out':
      return 'Провайдер так и не прислал результат. Проверьте задачу в его кабинете и решите, повторять ли её.';
    case 'result_lost':
      return 'Провайдер выполнил работу, но результат уже удалил. Плата взята; чтобы получить его, нужен новый запуск.';
    case 'result_unreadable':
      return 'Провайдер прислал повреждённый файл. Скачаем его ещё раз, не платя снова.';
    case 'tool_missing':
      return `На раннере нет программы ${fault.tool}. Установите её (что нужно, покажет «raskadr runner doctor») и повторите.`;
    case 'work_failed':
      return `Работа не удалась${fault.reason ? `: ${fault.reason}` : ''}. Исходные файлы целы; повторите задачу.`;
    case 'wrong_pairing_code':
      return 'Код подключения не подошёл или устарел. Получите новый на странице «Очередь».';
    case 'runner_needs_tls':
      return 'Раннеру на другой машине нужно защищённое соединение. Откройте сервер по https (PUBLIC_URL) или, если сеть своя, разрешите RASKADR_PLAIN_RUNNERS=1.';
    case 'runner_unknown':
      return 'Сервер не знает этого раннера: его отключили. Подключите его заново командой «raskadr runner pair».';
    case 'runner_protocol':
      return `Раннер и сервер разных версий: сервер говорит на протоколе ${fault.server}. Обновите раннер.`;
    case 'runner_not_found':
      return 'Такого раннера нет: его уже отключили.';
    case 'upload_moved_on':
      return 'Часть файла уже принята. Продолжите с того места, которое назвал сервер.';
    case 'content_missing':
      return 'Файл результата ещё не пришёл на сервер. Раннер отправит его и повторит сам.';
    case 'server_unreachable':
      return `Сервер ${fault.url} не отвечает. Проверьте адрес, сеть и то, что Раскадр на нём запущен.`;
    case 'unreachable':
      return 'Нет связи с сервером. Правки остаются на этом устройстве.';
    case 'internal':
      return 'На сервере произошла ошибка. Повторите; если не поможет, загляните в журнал сервера.';
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toLocaleString('ru', { maximumFractionDigits: 1 })}\u00a0МБ`;
}
