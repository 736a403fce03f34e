"""Walls in all languages and in the frames of forums; content about walls is content."""

import re

import pytest

from spiders.contract import ADVICE, PageRefused, ThreadMissing
from spiders.listing import SiteState
from spiders.walls import words
from tests.spiders.sites import engine, page, saved

ENGINES = ("mybb", "phpbb", "xenforo", "smf", "fluxbb", "market")
GUEST = (
    '<div id="header"><a href="/">Gull Harbour</a><ul><li><a href="search.php">Search</a></li></ul></div>'
    '<div id="panel">Hello, guest! <a href="member.php?action=login">Login</a> <a href="/register">Register</a>'
    '<form id="quick_login"><input type="password"></form></div>'
)
FOOT = '<div id="footer">Gull Harbour 2025 · All times are UTC · <a href="/contact">Contact</a></div>'


def framed(words: str, title: str = "Gull Harbour") -> str:
    return f"<html><head><title>{title}</title></head><body>{GUEST}<div id='content'>{words}</div>{FOOT}</body></html>"


def state_of(html: str, name: str = "mybb", read: str = "listing", status: int = 200, path: str = "/somewhere") -> str:
    try:
        getattr(engine(name), read)(page(html, path, status))
    except PageRefused as refused:
        return refused.state.value if refused.advice == ADVICE[refused.state] else refused.advice
    except ThreadMissing:
        return "missing"
    return "read"


REFRESH = '<meta http-equiv="refresh" content="15">'
PAGES = [
    ("a queue that forwards", f"<title>Gull access queue</title>{REFRESH}<h1>You are in the queue</h1><p>Keep this page open. You will be let in when it is your turn.</p>", 200, "queue"),
    ("a queue in a few unknown words", f"<title>Gull</title>{REFRESH}<p>Hold tight, 214 before you</p>", 200, "queue"),
    ("a queue served as an error", framed("<h2>Waiting room</h2><p>The harbour is full. Estimated wait time: 4 minutes.</p>"), 503, "queue"),
    ("a check that runs by itself", "<title>Just a moment...</title><h2>harbour.example</h2><div id='challenge-running'>Checking if the site connection is secure</div><form id='challenge-form'></form>", 503, "captcha"),
    ("a proof of work", "<title>Making sure you're not a bot!</title><script id='anubis_version'>1</script><h1>Making sure you&#39;re not a bot!</h1><p>Loading...</p><p>This can cause downtime for some visitors.</p>", 200, "captcha"),
    ("a guard before the site", "<title>DDOS-GUARD</title><h1>Checking your browser before accessing harbour.example</h1>", 403, "captcha"),
    ("a script alone", "<title>x</title><script>document.cookie='k='+toNumbers('ab');location.reload();</script>", 200, "captcha"),
    ("letters in circles", framed("<form method='post'><p>Enter the letter or number you see within the circle below.</p><input name='c1'><input name='c2'></form>"), 200, "captcha"),
    ("an image to read", framed("<form action='/check'><img src='/captcha.php?id=1'><input name='answer'></form>"), 200, "captcha"),
    ("a captcha in a queue", framed("<h1>Queue</h1><p>You are in the queue. Solve the captcha to go on.</p><form><img class='captcha'><input></form>"), 200, "captcha"),
    ("an account's ban", framed("<p>I'm sorry, but you are banned.<br>Ban reason: none given<br>Ban will be lifted: never</p>"), 200, "banned"),
    ("an address's ban", framed("<h2>Information</h2><p>You have been <b>permanently</b> banned from this board. A ban has been issued on your IP address.</p>"), 200, "banned"),
    ("a guard's ban", "<title>Attention Required!</title><h1>Sorry, you have been blocked</h1><p>This website is using a security service to protect itself.</p>", 403, "banned"),
    ("access denied", "<title>Access denied</title><h1>Access denied</h1>", 200, "banned"),
    ("access denied to guests", framed("<h1>403 Forbidden</h1><p>Only registered members may read this board. Please sign in.</p>"), 403, "login_required"),
    ("maintenance with a login for staff", framed("<form action='?action=login2'><h3>Maintenance Mode</h3><p>The harbour is being dredged.</p><h4>Administrator login</h4><input name='user'><input type='password'></form>"), 503, "down"),
    ("a closed board", framed("<h2>Information</h2><p>Sorry but this board is currently unavailable.</p>"), 200, "down"),
    ("a broken database", framed("<p>Database error: could not connect to the database</p>"), 200, "down"),
    ("an upgrade", framed("<div class='blockMessage'>We are upgrading the forum. Be back soon!</div>"), 200, "down"),
    ("an upstream that is away", "<title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1></center>", 200, "down"),
    ("a page that is not there", framed("<h1>404 Not Found</h1><p>The page could not be found. It may be temporarily unavailable.</p>"), 200, "layout_changed"),
    ("a forum that does not exist", framed("<p>The specified forum does not exist.</p>"), 200, "layout_changed"),
    ("a login and what it needs", framed("<h1>Log in</h1><form action='/login'><input name='name'><input type='password'></form><p>Banned accounts cannot log in. Forgot your password?</p>"), 200, "login_required"),
    ("a board of members", framed("<p>The board requires you to be registered and logged in to view this forum.</p>"), 200, "login_required"),
    ("a title without a body", "<html><head><title>Gull Harbour</title></head><body></body></html>", 200, "empty"),
]  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(("html", "status", "state"), [row[1:] for row in PAGES], ids=[row[0] for row in PAGES])
def test_a_wall_has_the_same_state_in_every_engine(name, html, status, state):
    assert [state_of(html, name, read, status) for read in ("listing", "thread")] == [state, state]


SAID = {
    "en": ["You are now in line", "Your account has been suspended", "The site is down for scheduled maintenance", "Please complete the captcha below", "You need to log in to view this page"],
    "ru": ["Вы находитесь в очереди, ваше место: 14", "Ваш IP-адрес заблокирован администратором", "Форум временно закрыт на техническое обслуживание", "Проверка браузера. Подтвердите, что вы не робот", "Для просмотра раздела необходимо войти или зарегистрироваться"],
    "uk": ["Ви в черзі. Зачекайте своєї черги", "Вас заблоковано на цьому форумі", "На сайті тривають технічні роботи", "Підтвердіть, що ви не робот", "Увійдіть, щоб переглянути цю сторінку"],
    "zh": ["您正在排队，请勿刷新页面", "您的IP地址已被封禁", "网站维护中，请稍后再来", "请输入验证码以继续", "您需要登录后才可以查看本版块"],
    "zh-tw": ["您目前在佇列中，前面還有 20 人", "您的帳號已被停用", "論壇系統維護中，暫時關閉", "請完成人機驗證", "您沒有權限瀏覽此版塊，請先登入"],
    "ja": ["現在、待機列に並んでいます。順番をお待ちください", "あなたのアカウントは停止されています", "ただいまメンテナンス中です", "お使いのブラウザを確認しています", "このページを見るにはログインしてください"],
    "ko": ["현재 대기열에 있습니다", "귀하의 IP 주소가 차단되었습니다", "서버 점검 중입니다", "로봇이 아닙니다 확인", "이 게시판을 보려면 로그인하세요"],
    "es": ["Está usted en la cola de espera", "Tu cuenta ha sido suspendida", "El foro está cerrado por mantenimiento", "Demuestra que no eres un robot", "Debes iniciar sesión para ver este foro"],
    "pt": ["Você está na fila de espera", "Você foi banido deste fórum", "O fórum está em manutenção", "Confirme que você não é um robô", "Você precisa fazer login para ver esta página"],
    "fr": ["Vous êtes dans la file d’attente", "Vous avez été banni de ce forum", "Le forum est fermé pour maintenance", "Veuillez confirmer que vous n’êtes pas un robot", "Vous devez être connecté pour voir ce forum"],
    "de": ["Sie befinden sich in der Warteschlange", "Du wurdest dauerhaft aus diesem Forum verbannt", "Wegen Wartungsarbeiten ist das Forum derzeit nicht erreichbar", "Ihr Browser wird überprüft", "Du musst angemeldet sein, um dieses Forum zu sehen"],
    "it": ["Sei in coda, attendi il tuo turno", "Sei stato bannato da questo forum", "Il sito è in manutenzione", "Conferma di non essere un robot", "Devi effettuare l'accesso per vedere il forum"],
    "nl": ["U staat in de wachtrij", "Je bent verbannen van dit forum", "Het forum is gesloten wegens onderhoud", "Bevestig dat u geen robot bent", "Je moet ingelogd zijn om dit forum te bekijken"],
    "tr": ["Sırada bekliyorsunuz, bekleme süresi 3 dakika", "Hesabınız askıya alındı", "Forum bakım nedeniyle geçici olarak kapalı", "Robot olmadığınızı doğrulayın", "Bu sayfayı görmek için giriş yapmalısınız"],
    "ar": ["أنت الآن في قائمة الانتظار", "لقد تم حظر عنوانك من هذا الموقع", "المنتدى مغلق للصيانة حاليا", "يرجى إدخال رمز التحقق", "يجب عليك تسجيل الدخول لمشاهدة هذا القسم"],
    "fa": ["شما در صف انتظار هستید", "حساب کاربری شما مسدود شده است", "سایت در حال تعمیر و نگهداری است", "لطفا کد امنیتی را وارد کنید", "برای مشاهده این بخش باید وارد شوید"],
    "pl": ["Jesteś w kolejce, czekaj na swoją kolej", "Zostałeś zbanowany na tym forum", "Forum jest wyłączone z powodu prac technicznych", "Potwierdź, że nie jesteś robotem", "Musisz się zalogować, aby zobaczyć to forum"],
    "cs": ["Jste ve frontě, vyčkejte prosím", "Byl jste zablokován", "Fórum je dočasně nedostupné, probíhá údržba", "Potvrďte, že nejste robot", "Pro zobrazení se musíte přihlásit"],
    "vi": ["Bạn đang ở trong hàng đợi", "Tài khoản của bạn đã bị khóa", "Diễn đàn đang bảo trì", "Xác nhận bạn không phải là robot", "Bạn phải đăng nhập để xem chuyên mục này"],
    "id": ["Anda berada dalam antrean", "Alamat IP Anda telah diblokir", "Situs sedang dalam pemeliharaan", "Buktikan bahwa Anda bukan robot", "Anda harus masuk untuk melihat forum ini"],
    "hi": ["आप कतार में हैं, कृपया अपनी बारी की प्रतीक्षा करें", "आपको इस फ़ोरम से प्रतिबंधित कर दिया गया है", "साइट रखरखाव के कारण बंद है", "कृपया पुष्टि करें कि आप रोबोट नहीं हैं", "इस पृष्ठ को देखने के लिए लॉग इन करें"],
}  # fmt: skip
STATES = ("queue", "banned", "down", "captcha", "login_required")


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        pytest.param(sentence, state, id=f"{code}-{state}")
        for code, row in SAID.items()
        for sentence, state in zip(row, STATES, strict=True)
    ],
)
def test_walls_in_all_languages(sentence, state):
    assert state_of(framed(f"<p>{sentence}</p>")) == state


EMPTY = [
    "There are no topics in this forum.", "No threads found", "В этом разделе нет тем", "У цьому форумі немає тем",
    "本版块暂无主题", "本版塊尚無主題", "この掲示板にはトピックがありません", "이 게시판에는 글이 없습니다", "No hay temas en este foro",
    "Não há tópicos neste fórum", "Il n'y a aucun sujet dans ce forum", "Es gibt keine Themen in diesem Forum",
    "Non ci sono argomenti in questo forum", "Er zijn geen onderwerpen in dit forum", "Bu forumda hiç konu yok",
    "لا توجد مواضيع في هذا القسم", "هیچ موضوعی در این انجمن وجود ندارد", "Brak tematów na tym forum",
    "V tomto fóru nejsou žádná témata", "Không có chủ đề nào trong diễn đàn này", "Tidak ada topik di forum ini",
    "इस फ़ोरम में कोई विषय नहीं है",
]  # fmt: skip


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("sentence", EMPTY)
def test_a_board_that_says_it_has_no_threads_is_a_board_without_rows(name, sentence):
    read = engine(name).listing(page(framed(f"<div class='box'><h2>Leaks</h2><p>{sentence}</p></div>"), "/board"))
    assert (read.rows, read.next_url) == ((), None)


ABOUT = (
    "You have been banned? Solve the captcha, you must log in, we are under maintenance, checking your browser, you are "
    "in the queue, the specified thread does not exist, the requested topic does not exist."
)
LISTS = {"mybb": "/forumdisplay.php?fid=2", "xenforo2": "/forums/leaks.2/", "phpbb": "/viewforum.php?f=7", "smf": "/index.php?board=2.0", "fluxbb": "/viewforum.php?id=7"}  # fmt: skip
THREADS = {"mybb": "/showthread.php?tid=41", "xenforo2": "/threads/a.41/", "phpbb": "/viewtopic.php?t=41", "smf": "/index.php?topic=41.0", "fluxbb": "/viewtopic.php?id=41"}  # fmt: skip


def other_words(html: str) -> str:
    """Let titles and posts be about walls."""
    html = re.sub(r"<title>[^<]*", f"<title>{ABOUT[:60]}", html)
    return re.sub(r"(>)([^<>]{25,})(?=<)", rf"\1{ABOUT}", html)


@pytest.mark.parametrize("kind", LISTS)
def test_content_about_walls_is_read_as_any_other(kind):
    reader = engine(kind.rstrip("2"))
    lists, thread = saved(f"{kind}_list", LISTS[kind]), saved(f"{kind}_thread", THREADS[kind])
    assert reader.listing(page(other_words(lists.html), LISTS[kind])).rows
    assert reader.thread(page(other_words(thread.html), THREADS[kind])).posts


def renamed(html: str) -> str:
    """Another markup of the same content: no class and no id is what it was."""
    return re.sub(r'\b(class|id)=(["\']?)([\w-])', r"\1=\2z9q-\3", html)


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("change", [renamed, lambda html: renamed(other_words(html))], ids=["renamed", "about walls"])
def test_content_in_an_unknown_markup_is_a_changed_layout_whatever_it_is_about(kind, change):
    reader = engine(kind.rstrip("2"))
    for read, name, path in (("listing", f"{kind}_list", LISTS[kind]), ("thread", f"{kind}_thread", THREADS[kind])):
        html = change(saved(name, path).html)
        # Read it may be as well, by what no theme renames.
        assert state_of(html, reader.name, read, path=path) in ("layout_changed", "read")


@pytest.mark.parametrize(("posts", "state"), [(12, "layout_changed"), (4, "login_required")])
def test_a_login_beside_much_content_is_the_guests_and_beside_a_few_links_a_wall(posts, state):
    content = "".join(f"<p><a href='/u/x?pid={at}#pid{at}'>gull</a> wrote</p>" for at in range(posts))
    html = framed(f"<div class='z9q'><form action='/in'><input name='u'><input type='password'></form>{content}</div>")
    assert [state_of(html, read=read) for read in ("listing", "thread")] == [state, state]


def test_a_listing_whose_rows_lost_their_names_is_no_empty_board():
    rows = "".join(f"<li class='n'><a href='/offer?id=x{at}'>Offer {at}</a></li>" for at in range(5))
    html = f"<h1 class='stalls'>Stalls</h1><ul>{rows}</ul>"
    assert state_of(html, "market") == "layout_changed"


def test_the_guests_login_on_an_empty_board_is_no_wall():
    quick = "<form class='headerspace'><fieldset class='quick-login'><input type='password'></fieldset></form>"
    html = framed(f"<h2>Leaks</h2><p>There are no topics or posts in this forum.</p>{quick}")
    assert engine("phpbb").listing(page(html, "/viewforum.php?f=7")).rows == ()


@pytest.mark.parametrize("html", ["<p>" + "your ip is " * 9000, "<p>" + "a " * 90_000, "<i>" * 900 + "maintenance", "<div class='x'>" * 150 + "<input type=password>" * 3000])  # fmt: skip
def test_a_hostile_page_gets_some_state(html):
    assert state_of(html) in {state.value for state in SiteState}


WAITS = [
    "You must wait at least 18 seconds before performing this action.", "Please try again in 12 seconds.",
    "Попробуйте ещё раз через 12 секунд.", "Спробуйте ще раз через 12 секунд.", "Du kannst nur alle 30 Sekunden suchen.",
    "Vous devez attendre 12 secondes avant de faire une nouvelle recherche.", "Inténtelo de nuevo en 12 segundos.",
    "Você precisa aguardar 20 segundos antes de pesquisar novamente.", "Devi attendere almeno 20 secondi prima di cercare.",
    "Probeer opnieuw over 12 seconden.", "Wyszukiwać można raz na 30 sekund.", "Her 30 saniyede bir arama yapabilirsiniz.",
    "您必须等待 18 秒后再执行此操作。", "12秒後にもう一度お試しください。", "12초 후에 다시 시도하세요.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", WAITS)
def test_a_wait_between_requests_is_a_queue(sentence):
    assert state_of(framed(f"<p>{sentence}</p>")) == "queue"


CHECKED = [
    "Checking your browser. Please wait 5 seconds before you are redirected.",
    "Ihr Browser wird überprüft. Bitte 5 Sekunden warten, bevor Sie weitergeleitet werden.",
    "Проверка браузера. Подождите 5 секунд перед переходом на сайт.",
    "Vérification de votre navigateur. Patientez 5 secondes avant la redirection.",
]


@pytest.mark.parametrize("sentence", CHECKED)
def test_a_check_that_takes_seconds_is_no_queue(sentence):
    assert state_of(f"<p>{sentence}</p>", status=503) == "captcha"


AWAY = [
    "<h1>This domain has been seized</h1>", "<h1>Diese Domain wurde beschlagnahmt</h1>", "<h1>Сайт конфискован</h1>",
    "<h1>Ce site a été saisi</h1>", "<h1>该网站已被执法机关查封</h1>", "<p>Diese Domain steht zum Verkauf</p>",
    "<h1>Account Suspended</h1><p>Contact your hosting provider.</p>", "<title>IIS Windows Server</title><img src='a'>",
    "<h1>Welcome to nginx!</h1>", "<h1>It works!</h1>",
]  # fmt: skip


@pytest.mark.parametrize("html", AWAY)
def test_who_else_answers_at_the_address_is_no_site(html):
    assert [state_of(html, name) for name in ENGINES] == ["down"] * len(ENGINES)


def posts(box: str, date: str) -> str:
    said = (
        "You have been banned, they said when I asked for a rope.",
        "The site is down for maintenance, they told us.",
    )
    return "".join(f"<div class='{box}'><b>quill</b> {date}<p>{words} Which is a pity.</p></div>" for words in said)


@pytest.mark.parametrize("date", ["<time>yesterday</time>", "<i>12.03.2025 10:11</i>", "<i>Posted on Mar 12, 2025</i>"])
def test_two_posts_of_an_unknown_markup_are_a_changed_layout_whatever_they_say(date):
    assert state_of(posts("say", date), read="thread") == "layout_changed"


def test_a_ban_with_its_end_is_a_ban():
    lines = (
        "You have been banned. Your ban will be lifted on <time>May 1, 2025</time>.",
        "Write to the keepers about it.",
    )
    assert (
        state_of("".join(f"<p class='line'>{line} That is all there is to be said.</p>" for line in lines)) == "banned"
    )


def test_every_language_says_every_state():
    assert set(words()) == {*STATES, "away", "denied", "gone", "empty"}
