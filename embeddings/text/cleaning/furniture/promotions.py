"""Short lines at the ends of a page that want the reader to buy, order, subscribe or call.

A speech asks its hearers for much, but not to download or to order: one word of trade in an imperative, or
two of advertising in one line, and no mark that ends a sentence of prose.
"""

import re
from collections.abc import Iterator

from embeddings.text.cleaning.furniture.ends import EndLine, end_lines
from embeddings.text.cleaning.page import Page, Rule, drop
from embeddings.text.script.offsets import TextChange

_LONGEST = 50  # characters
_SURE = re.compile(
    r"(?:招商|广告|订阅|订购|报名|购票|客服|咨询|销售|加盟|投稿|发行)(?:服务)?(?:热线|电话|专线)|优惠券"
    r"|代金券|抢购|秒杀"
    r"|抽奖|特惠|(?:独家|特约|冠名)(?:冠名|赞助|播出|刊登)|戳(?:这里|我|图)|诚聘|招聘启事"
    r"|(?:点击|点此|立即|马上|戳)(?:购买|领取|抢购|下单|报名|订阅|下载|查看详情)"
    r"|\d{1,2} ?% ?(?:off|discount|de descuento|de réduction|rabatt)|(?:special|limited)(?: time)? offer"
    r"|free trial"
    r"|for free$|buy now|order now|book now|shop now|(?:buy|book|get) (?:your )?tickets"
    r"|(?:sponsored|promoted|presented|brought to you) by|gratis testen|oferta especial"
    r"|jetzt (?:\w+ )?(?:bestellen|kaufen|buchen|abonnieren|anmelden)"
    r"|¡?(?:compra|compre|aprovech[ae]|reserv[ae]|suscríb[ae](?:se|te)?) (?:ya|ahora|hoy)|achetez|commandez"
    r"|profitez de l'offre|abonnez-vous|je m'abonne|s'abonner (?:à|pour)|suscríb[ae](?:se|te)\b"
    r"|assine (?:já|agora)"
    r"|купи(?:ть|те) |закаж(?:и|ите) |подпис(?:аться|ывай\w*|ка) на"
    r"|abone ol|hemen (?:al|indir)|حمل التطبيق"
    r"|今すぐ(?:登録|購入|ダウンロード|申し込)|購読(?:する|を|申)"
    r"|(?:구독|구매|다운로드|신청)\s?(?:하기|하세요|신청)|앱 (?:다운로드|설치)"
)
# Two of these in a line: what is wanted, and of what.
_WANTED = re.compile(
    r"下载|关注|订阅|扫描|扫码|长按|识别|添加|加入|领取|登记|赞好|收取|点击|打开|收看|收听"
    r"|\b(?:subscribe|sign up|register|download|get|try|watch)\b"
    r"|\b(?:abonn\w+|recevez|inscri\w+|téléchargez|descarg\w+|recib\w+|suscr\w+|receba|assine|baixe"
    r"|bestell\w+"
    r"|herunterladen|скачай\w*|скачать|подпи(?:ш\w+|сывай\w+|саться)|abone"
    r"|indir(?:in)?)\b"
    r"|登録|ダウンロード|購読|구독|다운로드|가입|حمل|اشترك|تابع"
)
_GOODS = re.compile(
    r"客户端|app|二维码|公众号|微博|微信|视频号|小程序|电子报|专页|粉丝群|好友|直播|官方账号|频道|红包|礼包"
    r"|\b(?:newsletters?|e-?mails?|alerts?|briefing|apps?|podcasts?|subscription|membership|trial|tickets)\b"
    r"|\b(?:lettre d'information|infolettre|boletín|aplicación|appli|aplicativo|канал\w*"
    r"|рассылк\w*|приложение"
    r"|telegram\S*|bülten\w*|uygulama\w*)\b"
    r"|メルマガ|メールマガジン|アプリ|ニュースレター|뉴스레터|앱|채널|التطبيق|النشرة|قناتنا"
)
_MOST_WORDS = 8


def _sells(each: EndLine) -> bool:
    text = each.plain
    if len(text) > _LONGEST or "。" in text or len(text.split()) > _MOST_WORDS:
        return False
    return bool(_SURE.search(text) or (_WANTED.search(text) and _GOODS.search(text)))


def _find(page: Page) -> Iterator[TextChange]:
    yield from drop(each.line for each in end_lines(page) if _sells(each))


PROMOTIONS = Rule(
    "promotions",
    "drops a short line at an end of a page that asks to buy, order or subscribe",
    0.95,
    True,
    _find,
)
