"""How the notices of barriers begin, by kind and language: regular expressions for sentences in lower case.

Written for what sentences of such pages generally say, not after any one site. The order of the kinds is that in which
they are believed where a page shows several.
"""

from __future__ import annotations

from claims.text.outcomes import FailureClass

MAY_OPEN = (
    r"(?:(?:sorry|oops|hello|welcome back|please|first|now),? |to (?:continue|proceed),? (?:please )?)?"
)
_READ = r"(?:continu\w+|keep\w*|finish\w*|read\w*|view\w*|access\w*|see|unlock|enjoy)"
_SUBSCRIBE = (
    r"(?:subscribe|register|sign up|upgrade|choose a plan|become a (?:member|subscriber)"
    r"|get (?:full|unlimited) access)"
)
_ARTICLE = r"(?:article|content|story|page|post|report|analysis)s?"

MACHINES = (
    r"just a moment",
    r"one moment",
    r"attention required",
    r"are you (?:a )?(?:human|robot)",
    r"i'm not a robot",
    r"(?:let's |let us |we need to |we must |help us )?"
    r"(?:verify|confirm|prove|check|make sure|checking|verifying)\b.{0,40}"
    r"\b(?:human|robot|bot|browser|connection is secure)\b",
    r"enable javascript and cookies",
    r"please enable (?:js|javascript) and disable any ad ?blocker",
    r"(?:we(?:'ve| have)? (?:detected|noticed|received) )?(?:unusual|suspicious|automated) "
    r"(?:traffic|activity|requests|access)",
    r"incapsula incident id",
    r"request unsuccessful",
    r"pardon our interruption",
    r"press (?:&|and) hold",
    r"ddos protection by",
    r"access (?:to this (?:page|site) )?(?:has been |is |was )?(?:denied|blocked|restricted)",
    r"you have been blocked",
    r"(?:security|human|browser) (?:check|verification)",
    r"(?:complete|solve) the (?:captcha|challenge|security check)",
    r"captcha",
    r"로봇이 아닙니다|자동 ?등록 ?방지|비정상적인 (?:접근|트래픽)|접근이 (?:차단|제한)",
    r"ロボットではありません|アクセスが(?:拒否|制限)",
    r"安全验证|人机验证|访问被拒绝",
    r"sind sie ein (?:mensch|roboter)|sicherheitsüberprüfung",
    r"êtes-vous un (?:humain|robot)|vérification de sécurité",
    r"¿?eres (?:un )?(?:humano|robot)|verificación de seguridad",
    r"вы (?:не )?робот|проверка безопасности",
)
PAY = (
    rf"{_SUBSCRIBE}\b.{{0,40}}\bto {_READ}",
    r"to (?:continue|keep|finish) reading",
    r"(?:continue|keep) reading (?:with|by|for)",
    r"unlock (?:this|the) (?:article|story)",
    rf"(?:this|the|our) .{{0,20}}\b{_ARTICLE} (?:is|are) .{{0,30}}\b(?:subscribers|members)\b",
    r"(?:for )?(?:our )?(?:subscribers|members)[ -]only|only for (?:subscribers|members)",
    r"already (?:a |have a )?(?:subscri|member)",
    r"you(?:'ve| have) (?:reached|used|read) .{0,40}\b(?:articles?|limit|stories)\b",
    r"(?:jetzt )?weiterlesen (?:mit|für)|dieser (?:artikel|beitrag|inhalt) ist (?:nur|exklusiv)",
    r"sie haben bereits ein abo|nur für abonnenten|jetzt abonnieren|artikel freischalten",
    r"(?:cet |l')?article (?:est )?réservé aux abonnés|contenu réservé|il vous reste .{0,20} à lire",
    r"abonnez-vous pour|pour lire la suite|déjà abonné",
    r"suscríbete (?:para|y)|(?:contenido|artículo) (?:exclusivo|solo) para suscriptores|¿?ya eres suscriptor",
    r"assine (?:para|e)|(?:conteúdo|matéria) exclusiv[oa] para assinantes|já é assinante",
    r"abbonati per|(?:contenuto|articolo) riservato|sei già abbonato",
    r"(?:artykuł|treść|dalsza część).{0,20} (?:dostępn|tylko).{0,20}(?:prenumerator|subskrybent)",
    r"alleen voor abonnees|lees verder met",
    r"(?:материал|статья|текст) доступ\w+ (?:только )?(?:по подписке|подписчикам)|оформите подписку",
    r"подпишитесь,? чтобы",
    r"この記事は.{0,8}会員|有料会員限定|続きを読むには",
    r"(?:本文|全文|此文).{0,8}(?:付费|付費|订阅|訂閱|会员|會員)|(?:订阅|訂閱)(?:后|後)",
    r"(?:정기 ?)?(?:구독자|유료 ?회원|프리미엄 ?회원) ?(?:전용|만)|유료 ?(?:기사|콘텐츠)",
    r"구독(?:하시면|하고|후|하면)|이 기사는 .{0,20}(?:구독|회원|유료)",
    r"계속 (?:읽|보)(?:으시려면|시려면|으려면|려면|기)",
)
LOG_IN = (
    r"(?:log|sign) ?in\b(?: or .{0,30})? to\b",
    r"you (?:must|need to|have to) (?:be )?(?:logged|log|sign|signed) ?in",
    r"로그인(?:이 필요|을 해|후|하신|하시|해 ?주세요|하세요)",
    r"(?:bitte )?melden sie sich an|anmelden,? um|anmeldung erforderlich",
    r"connectez-vous|identifiez-vous",
    r"inicia(?:r)? sesión para|(?:faça|fazer) login|accedi per|effettua l'accesso",
    r"войдите,? чтобы|необходимо войти|авторизуйтесь",
    r"ログイン(?:してください|が必要)|(?:请|請)?先?(?:登录|登入|登錄)(?:后|後)?(?:继续|繼續|查看|阅读|閱讀)",
    r"zaloguj się,? (?:aby|żeby)|log in om",
)
CONSENT = (
    r"before you continue",
    r"we (?:and (?:our|up to) .{0,40})?(?:value|care about|respect|use cookies|store and|process your)",
    r"your (?:privacy|data|personal data|choices?)\b.{0,20}\b(?:choice|matters?|important|your)",
    r"(?:this|our) (?:web)?site uses cookies",
    r"(?:accept|agree to) (?:all |our )?cookies",
    r"help us keep .{0,30}free",
    r"(?:manage|change) (?:your )?(?:privacy|cookie|consent)",
    r"wir (?:und unsere .{0,30})?(?:verwenden|nutzen|setzen|brauchen ihre)",
    r"ihre (?:privatsphäre|daten)|mit werbung (?:weiterlesen|nutzen)",
    r"(?:nous|avec votre accord).{0,60}(?:cookies|traceurs)|votre vie privée|le respect de votre",
    r"continuer sans accepter",
    r"utilizamos|usamos|tu privacidad|valoramos tu|sua privacidad|utilizziamo|la tua privacy|noi e i nostri",
    r"мы используем (?:файлы )?cookie|쿠키(?:를|에)|개인정보 .{0,20}동의|当社は.{0,20}cookie|我们使用 ?cookie",
)
SCRIPTS = (
    r"(?:you (?:need|have|must) to )?(?:enable|turn on|activate|switch on) (?:java ?script|js)\b",
    r"java ?script (?:is|must|has to|seems)",
    r"(?:this|our|the) (?:site|page|app|website|application)\b.{0,40}java ?script",
    r"your browser (?:does not|doesn't) support",
    r"자바스크립트|javascript(?:を有効| aktivieren| muss| ist (?:deaktiviert|nicht)|가|를)",
    r"(?:veuillez )?activer javascript|(?:activa|habilita)r? javascript|включите javascript",
)
_SITE = r"(?:(?:the|this|our) )?(?:web ?site|site|web ?page|page|service|server|system|app|application)s?"
_TROUBLE = r"(?:difficult(?:y|ies)|problems?|issues?|errors?|outage|trouble)"
OUT_OF_ORDER = (
    rf"(?:we(?:'re| are)|{_SITE} (?:is|are)) (?:currently |temporarily |now |briefly )*"
    r"(?:(?:down|closed|offline) for|undergoing|under|in) (?:\w+ ){0,2}maintenance",
    r"(?:site|system|server|scheduled|planned|under|down for) maintenance|maintenance mode",
    rf"{_SITE} (?:is |are )?(?:currently |temporarily |momentarily )*"
    r"(?:unavailable|offline|down|out of (?:order|service))",
    rf"{_SITE} (?:is not|isn't|cannot be|can't be|could not be) (?:available|working|loaded|reached|displayed)"
    r" (?:right now|at (?:the|this) (?:moment|time)|just now)",
    r"(?:something|an error) (?:went wrong|has occurred|occurred)",
    r"there (?:was|has been) (?:an |a )?(?:\w+ )?(?:error|problem)",
    r"(?:an |a )?(?:(?:unexpected|internal|application|server|server-side|fatal|critical) )+(?:error|exception)",
    rf"we(?:'re| are) (?:currently )?(?:experiencing|having|facing) .{{0,30}}\b{_TROUBLE}\b",
    r"error establishing a database|(?:error:? )?(?:database )?connection (?:to (?:the )?database )?failed",
    r"(?:error )?(?:50[0234]:? )?(?:bad gateway|service (?:temporarily )?unavailable|gateway time-?out)",
    r"(?:try|check|come|visit us) (?:back|again) "
    r"(?:later|soon|shortly|in (?:a|some) (?:few )?(?:moment|minute|while)s?)",
    r"we(?:'ll| will) be (?:right )?back\b",
    r"loading(?: page| content)?(?:\W*|, please wait\W*)$",
    r"(?:시스템|서버|서비스|사이트|홈페이지) ?점검|잠시 후 다시|서비스 이용에 불편",
    r"일시적(?:으로|인) .{0,12}(?:오류|장애|접속|이용)",
    r"(?:die(?:se)? )?(?:web)?(?:seite|site) ist (?:derzeit|zurzeit|vorübergehend|momentan) "
    r"nicht (?:erreichbar|verfügbar)"
    r"|wartungsarbeiten|wir sind gleich zurück",
    r"(?:le |ce )?(?:site|service) (?:est )?(?:temporairement|momentanément) (?:indisponible|inaccessible)"
    r"|(?:site )?en (?:cours de )?maintenance|une erreur (?:est survenue|s'est produite)",
    r"(?:el |este )?(?:sitio|servicio) (?:está |no está )?(?:temporalmente|en mantenimiento|disponible en este momento)"
    r"|estamos (?:en mantenimiento|realizando)|site em manutenção|sito in manutenzione",
    r"(?:сайт|сервис) временно недоступ|(?:ведутся )?технические работы|произошла ошибка",
    r"(?:只今|ただいま|現在).{0,12}メンテナンス|メンテナンス中|一時的に(?:ご?利用|アクセス)",
    r"(?:系统|系統|网站|網站)(?:正在)?(?:维护|維護|升级|升級)|(?:服务|服務)(?:暂时|暫時)?不可用",
)
KINDS = (
    (FailureClass.BOT_WALL, MACHINES),
    (FailureClass.PAYWALL, PAY),
    (FailureClass.HTTP_401, LOG_IN),
    (FailureClass.CONSENT_WALL, CONSENT),
    (FailureClass.EXTRACT_FAILED, SCRIPTS),
    (FailureClass.HTTP_5XX, OUT_OF_ORDER),
)

LOG_IN_TITLE = (
    r"(?:log|sign) ?in(?: to .{0,40})?|login|로그인|anmelden|anmeldung|connexion|iniciar sesión"
    r"|ログイン|登录|登入|вход"
)
ADDRESSED = r"\b(?:you|your|yours|we|our|us|i)\b"
OFFERED = (
    r"\b(?:cookies?|partners?|privacy|consent|data|advertis\w+|device|subscri\w+|accounts?|log ?in"
    r"|sign(?:ed)? ?(?:in|up)|plans?|month|week|trial|access|unlimited|cancel|javascript|browser|robot"
    r"|human|verif\w+|security|passwords?|register|e-?mail|free|settings|journalism)\b"
)
"""Who is spoken to and what is spoken of, in sentences that belong to a barrier though they begin like none."""
