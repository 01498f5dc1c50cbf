"""Lines at the ends of a page that are made of nothing but the words of pages, in any order.

A line of a speech may hold such words; it does not hold them alone. So no list of buttons is needed: acts
(print, share, go back to) and what they are done to (this page, the top, a network) are named once, and a
line that they cover from end to end, with an act among them, is the page's.
"""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.furniture.ends import end_lines, plain
from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

# Written without spaces between words. Longer words first: of two that fit the first is taken.
_ACTS = """
上一页 下一页 上页 下页 末页 尾页
打印 列印 印刷 分享 转发 转寄 转载到 收藏 下载 复制 保存 朗读 播报 播放 语音 收听 点赞 评论 纠错 找错 举报
关闭 放大 缩小 返回 回到 跳至 跳到 跳转 扫码 扫一扫 扫描 订阅 登录 登入 注册 无障碍 适老化 长者 关怀版 字体
字号 字型 字级 首页 主页 导航 网页指南 网站地图 网站导览 搜索 检索 搜寻 高级搜索 展开 收起 查看原文 顶部
页首 置顶 隐私政策 隐私声明 私隐政策 免责声明 法律声明 版权声明 联系我们 联络我们 关于我们 常见问题 意见反馈
友情链接 客户端下载 手机版 电脑版 繁体 简体 シェア 共有 ダウンロード スキップ 移動 戻る ログイン 検索
文字サイズ 文字の大きさ 拡大 縮小 ツイート 閉じる トップへ 先頭 サイトマップ お問い合わせ
プライバシーポリシー 利用規約 アクセシビリティ 인쇄 프린트 공유 다운로드 내려받기 바로가기 검색 로그인
회원가입 목록 이전글 다음글 스크랩 글자 복사 확대 축소 닫기 맨위로 개인정보처리방침 이용약관 사이트맵
오시는길 저작권정책
"""
_OBJECTS = """
大 中 小 本 此 该 当前 页面 网页 网站 全站 页 文章 文 全文 正文 内容 主要内容 窗口 链接 连结 网址 二维码
新浪 微信 微博 朋友圈 空间 好友 朋友 友人 手机 手机上 电脑 用 在 到 至 给 打开 功能 模式 版 版本 简 繁 英文
中文 大小 设置 默认 列表 上一级 一键 立即 请 点击 我要 更多 新闻 图片 原图 的 友善 次 数 官方 公众号 关注
この ページ 記事 本文 を へ に の する 上 標準 一覧 画面 リンク コピー メール 送る で ここから ここまで
サイト内 トップ 페이지 기사 본문 메뉴 주 하기 로 으로 위로 크기 크게 작게 보기 링크 페이스북 트위터 카카오톡
이메일 보내기 이 글 홈 듣기 a facebook twitter line qq english eng pdf word x url
"""
# Written with spaces.
_ACT_WORDS = """
send copied
print printer printable share email bookmark copy skip jump menu navigation login register search toggle
close expand collapse previous sitemap accessibility privacy cookie cookies imprint disclaimer download
subscribe listen facebook twitter whatsapp linkedin telegram instagram youtube rss terms faq feedback back
return increase decrease enlarge advertisement advertisements imprimir compartir compartilhar descargar
baixar enviar escuchar ouvir volver voltar saltar pular copiar cerrar buscar aviso accesibilidad privacidad
privacidade acessibilidade aumentar imprimer partager télécharger envoyer écouter retour aller copier
fermer rechercher agrandir mentions accessibilité confidentialité conditions drucken teilen herunterladen
versenden merken empfehlen zurück springen druckversion druckansicht vorlesen schließen anmelden
abonnieren bestellen impressum datenschutz datenschutzerklärung barrierefreiheit nutzungsbedingungen kontakt
suche печать печати распечатать поделиться скопировать
скачать отправить вернуться назад наверх войти слушать
закрыть поиск слабовидящих конфиденциальности контакты
طباعة مشاركة شارك تحميل تنزيل إرسال نسخ استماع العودة الخصوصية yazdır paylaş indir dinle geri kopyala
koşulları gizlilik erişilebilirlik stampa condividi scarica torna
"""
_OBJECT_WORDS = """
opens new window
this the page article story speech news version friendly text size font link url to of on via a an main
content all top up home pdf your us policy notice statement settings site map use service and conditions
legal rights contact about help next apply esta este la el los página noticia artículo al en por correo
contenido principal arriba inicio de del enlace tamaño legal política electrónico versión imprimible la
le les l d cet cette au haut bas sur lien par mail texte police un ami accueil légales générales
utilisation plan du et contenu version en seite artikel diese diesen zum zur zu nach oben inhalt hauptinhalt
als startseite übersicht auf per e schrift schriftgröße größer kleiner anfang seitenanfang und
страницу страница страницы статью статьей ссылку ссылкой
ссылка в на к для списку новости новостью другом друзьям
соцсетях вконтакте версия вверх главную главная по с почте
карта сайта о нас политика файл الصفحة هذه المقال الخبر الرابط إلى على في صديق
الرئيسية فيسبوك تويتر واتساب عبر البريد الإلكتروني المحتوى سياسة o a ao do da topo conteúdo notícia no na
para esta texto sayfayı sayfa bu haberi bağlantıyı dön başa kullanım questa pagina articolo
"""
# Alone on a line they are no heading of a speech, as Share and Conditions may be.
_SURE_WORDS = """
facebook twitter whatsapp linkedin telegram instagram youtube rss menu login sitemap cookies faq imprint
disclaimer impressum datenschutz datenschutzerklärung druckversion druckansicht barrierefreiheit
nutzungsbedingungen imprimir compartir compartilhar descargar escuchar imprimer partager télécharger
drucken teilen herunterladen печать распечатать поделиться скачать наверх طباعة yazdır paylaş stampa
condividi
"""
_MOST_WORDS = 6  # of a line in a script with spaces, unless bars part it: headings of speeches grow longer
_BETWEEN = r"[\W_\d]"
_UNSPACED_SCRIPTS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
_NEIGHBOUR = re.compile(  # the pages before and after, with their titles
    r"(?:[上下前后]一?[篇条页则章]|이전글|다음글|前の記事|次の記事|previous(?: (?:article|story|page"
    r"|post))?|next(?: (?:article|story"
    r"|page|post))?|anterior|siguiente|précédent|suivant)\s*[:：].{0,60}"
)
# A path of pages: a start, then steps.
_PATH = re.compile(
    r"(?:\W*(?:[^\W\d_]+ ?){0,4}:\s*)?\W*(?:首页|主页|home|startseite|inicio|início|accueil"
    r"|главная|ana ?sayfa|홈|ホーム|トップ"
    r"|الرئيسية)(?:\s*(?:[>»›→]+|/|::)\s*[^>»›→/。]{1,30}){1,6}\s*[>»›→]?"
)
_LONGEST = 60


def _plain_words(*lists: str) -> frozenset[str]:
    return frozenset(plain(word) for words in lists for word in words.split())


def _any_of(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_COVERED = re.compile(rf"(?:{_any_of(_plain_words(_ACTS, _OBJECTS))}|{_BETWEEN})+")
_ACT = re.compile(_any_of(_plain_words(_ACTS)))
_PAGE_WORDS = _plain_words(_ACT_WORDS, _OBJECT_WORDS)
_SURE = _plain_words(_SURE_WORDS)
_PAGE_ACTS = _plain_words(_ACT_WORDS)
_WORD = re.compile(r"[^\W\d_]+")


def is_of_page(text: str) -> bool:
    """Is a line, in its plain spelling, made of the words of pages alone?"""
    if len(text) > _LONGEST:
        return bool(_PATH.fullmatch(text))
    if _NEIGHBOUR.fullmatch(text) or _PATH.fullmatch(text):
        return True
    if _UNSPACED_SCRIPTS.search(text):
        return bool(_COVERED.fullmatch(text) and _ACT.search(text))
    words = _WORD.findall(text)
    if len(words) == 1:
        return words[0] in _SURE
    few = len(words) <= _MOST_WORDS or "|" in text
    return few and not _PAGE_ACTS.isdisjoint(words) and _PAGE_WORDS.issuperset(words)


def _find(page: Page) -> Iterator[TextChange]:
    yield from drop(each.line for each in end_lines(page) if not each.is_sentence and is_of_page(each.plain))


PAGE_WORDS = Rule(
    "page_words",
    "drops a line at an end of a page that is made of the words of pages alone",
    0.95,
    True,
    _find,
)
