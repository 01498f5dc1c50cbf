"""The lines that text_planted.py plants: what pages wrap around speeches, and what only sounds like it.

LINES were at hand when the rules were written. UNSEEN were written afterwards; few rules were changed for
them: their recall says what to expect of a page nobody has looked at. All names are invented.
"""

from collections.abc import Mapping, Sequence

LINES: Mapping[str, Sequence[str]] = {
    "buttons": [
        "字号：大 中 小", "【打印】【关闭】", "分享到：微信 微博 QQ空间", "打印本页 关闭窗口",
        "扫一扫分享给好友", "【字體：大 中 小】", "返回頂部", "上一篇 下一篇", "Print this page",
        "Share this page", "Back to top", "Drucken", "Imprimir", "Share on Facebook",
        "Skip to main content", "Teilen", "Partager", "Compartir", "Печать", "Yazdır", "인쇄", "印刷する",
        "【 字号 大 中 小 】 【 打印 】 【 关闭 】", "分享到新浪微博", "打印文章", "我要打印", "一键分享",
        "转发到微信好友", "点击查看原图", "收藏本文", "返回上一页", "首页 > 要闻 > 正文", "Print article",
        "Email this article", "Text size A A A", "Listen to this article", "Enviar por correo",
        "Imprimir esta página", "Seite drucken", "Nach oben", "Haut de page", "Ana sayfa", "На главную",
        "맨 위로", "ページの先頭へ",
    ],
    "sources": [
        "2031-05-06 08:15 来源：港湾晚报", "来源：港湾政府网", "发布日期：2031年5月6日",
        "信息来源：港湾市政府办公室", "来源： 港湾日报 时间：2031-05-06 09:00",
        "时间：2031-05-06 来源：港湾日报 作者：李四", "發布時間：2031-05-06 10:20",
        "2031年05月06日 08:15 | 来源：港湾网", "Source: Harbour Gazette", "Fuente: Diario del Puerto",
        "Published: 6 May 2031", "Quelle: Hafenblatt", "Last updated: 6 May 2031",
        "Publicado em 06/05/2031 10h20", "浏览次数：1024", "来源:港湾市人民政府办公室 2031-05-06",
        "港湾日报 2031-05-06 07:40", "2031年5月6日 08:00 港湾新闻网", "稿件来源：港湾融媒",
        "发稿时间：2031-05-06 07:12:00", "【来源：港湾发布】", "文章来源：本站", "信息时间：2031-05-06",
        "Posted on May 6, 2031", "6 May 2031 | Harbour Gazette", "Publié le 6 mai 2031 à 10h20",
        "Date: 6 May 2031", "Дата публикации: 06.05.2031", "등록 2031.05.06 10:20", "掲載日：2031年5月6日",
        "索引号：000014349/2031-00001", "출처: 항만일보", "出典：港湾新聞", "Источник: Гавань",
        "المصدر: وكالة المرفأ",
        "发布单位：港湾市统计局", "文号：湾政发〔2031〕5号",
    ],
    "bylines": [
        "责任编辑：王五", "（责编：王五、赵六）", "编辑：王五 校对：赵六", "本报记者 王五 赵六",
        "新华社记者 王五 摄", "(记者 王五)", "作者：王五", "文/王五 图/赵六", "责任编辑 王五", "撰文：王五",
        "摄影：王五", "[责任编辑：王五]", "审核：王五", "By Jane Harbour", "By Jane Harbour, Staff Writer",
        "Editor: J. Harbour", "Por Juana Puerto", "Foto: Jana Hafen", "Photo: Jane Harbour/Gazette",
        "(Reporting by Jane Harbour; Editing by John Pier)", "港湾日报记者 王五", "记者 王五 通讯员 赵六",
        "（作者：王五）", "文字：王五 摄影：赵六", "编辑 王五", "（编辑 王五）", "监制丨王五 赵六",
        "策划：王五", "【责任编辑:王五】", "新华社记者王五摄", "（本报记者王五）", "作者 王五", "王五/文",
        "by JANE HARBOUR", "Jane Harbour, Political Correspondent", "Texto: Juana Puerto",
        "Von unserem Redakteur Jan Hafen", "Photo credit: J. Harbour", "Автор: Иван Гаванин",
    ],
    "page_numbers": [
        "- 4 -", "第4页 共20页", "Page 4 of 20", "Seite 4 von 20", "— 4 —", "4 / 20 页", "第 4 頁",
        "第 12 页", "12 / 40 页", "[Page 12]", "- 12 -", "Page 12", "Página 12 de 40", "·12·", "12/40",
        "页码：12",
    ],
    "contents": [
        "一、去年工作回顾……………3", "第二章 重点任务 ........ 12", "Introduction .......... 4",
        "2. Fisheries . . . . . . 17", "（一）扩大开放 ………… 15", "第三部分 渔业振兴————21",
        "Chapter 3: Harbours.......21", "Anexo 2 ............... 88", "附件1\t36",
    ],
    "advertisements": [
        "广告", "ADVERTISEMENT", "扫码下载港湾新闻客户端", "关注港湾发布微信公众号",
        "更多精彩内容，请下载港湾APP", "Sponsored content", "Subscribe to our newsletter",
        "Sign up for our daily newsletter", "Follow us on Twitter", "Download our app today",
        "长按识别二维码关注我们", "Anzeige", "Publicidad", "Suscríbete a nuestro boletín", "Реклама",
        "点击下载港湾头条APP", "打开港湾新闻客户端，查看更多", "【广告】", "特别推荐：港湾特产，限时抢购！",
        "更多资讯请关注港湾发布官方微博", "Get the Harbour app", "Sign up to our morning briefing",
        "Support independent journalism: donate today", "Story continues below advertisement",
        "Newsletter: jetzt anmelden", "Recibe las noticias en tu correo", "구독하기",
    ],
    "footers": [
        "Copyright © 2031 Harbour Society. All rights reserved.", "版权所有：港湾市人民政府",
        "湾ICP备31000000号", "网站标识码：3100000001", "主办单位：港湾市人民政府办公室",
        "联系电话：000-0000000", "地址：港湾市码头路1号", "© 2031 Harbour Gazette", "版權所有 不得轉載",
        "技术支持：港湾网络公司", "湾公网安备 31000000000001号", "Alle Rechte vorbehalten",
        "Todos los derechos reservados", "Privacy Policy | Terms of Use", "网站地图 | 联系我们 | 关于我们",
        "本网站由港湾市政府主办", "Tous droits réservés", "Copyright 2031 港湾网 版权所有",
        "备案号：湾ICP备31000000号-2", "互联网新闻信息服务许可证：00000000", "港湾市人民政府办公室主办",
        "建议使用1024×768分辨率浏览本网站", "您是第10240位访客", "传真：000-0000000 邮编：000000",
        "Powered by HarbourCMS", "© Gobierno del Puerto 2031", "Impressum | Datenschutz",
        "Контакты | О нас", "Follow us", "Terms and conditions apply",
    ],
    "links": [
        "https://harbour.example/a/1.html", "www.harbour.example", "[Read on](https://harbour.example/b)",
    ],
}  # fmt: skip
UNSEEN: Mapping[str, Sequence[str]] = {
    "buttons": [
        "大字体 小字体", "打印本文", "分享此页", "【我要纠错】", "复制本文链接", "微信扫码分享", "回到首页",
        "Share via email", "Print version", "Increase text size", "Descargar PDF", "Artikel merken",
        "Télécharger en PDF", "Поделиться ссылкой", "페이지 인쇄", "首页>>政务公开>>领导讲话",
        "Home / News / Speeches", "Paylaş",
    ],
    "sources": [
        "来源 | 港湾发布", "港湾晚报讯 2031-05-06 10:00",
        "2031-05-06 来源 港湾网",
        "First published 6 May 2031", "Fuente: Agencia Puerto, 6 de mayo de 2031", "Stand: 06.05.2031",
    ],
    "bylines": [
        "通讯员 李四 报道", "（李四 张三）", "图片来源：港湾摄影", "记者：李四 编辑：张三", "本版撰文 李四",
        "实习编辑 李四", "Report by Jane Harbour", "Jane Harbour reports from the pier",
        "Fotografía: Juana Puerto", "Redaktion: Jan Hafen", "기자 김항구", "文・写真 港太郎",
        "Фото: Иван Гаванин",
    ],
    "page_numbers": [
        "第十二页", "P. 12", "Seite 12", "-12-", "12 | Harbour Report", "A/31/PV.12 page 3",
    ],
    "contents": [
        "四、保障措施…… 28", "Fisheries policy ______ 9", "Anhang C ..... 102", "（三）民生 ·········· 17",
        "Kapitel 2 ············ 11",
    ],
    "advertisements": [
        "招商热线：000-00000000", "点此领取优惠券", "港湾保险，为您护航", "戳这里，参加抽奖",
        "Buy tickets now", "Limited offer: 50% off", "Try one month for free", "Promoted by Harbour Bank",
        "Jetzt bestellen", "¡Compra ya!",
    ],
    "footers": [
        "主管单位：港湾市委宣传部", "违法和不良信息举报电话：000-0000", "法律顾问：港湾律师事务所",
        "本网站所有内容均受版权保护", "Harbour Society is a registered charity",
        "All content © Harbour Gazette", "Reproduction prohibited", "Conditions générales d'utilisation",
        "Kullanım koşulları", "사업자등록번호 000-00-00000",
    ],
}  # fmt: skip
LURES = {
    "zh": ["打印产业要做大做强", "广告业增长一成", "分享经济", "来源于群众", "一、经济", "各位代表！",
        "港湾万岁！", "2031", "编辑出版"],
    "": ["Share the burden", "By the people", "Print and paper", "Thank you very much.",
        "Page after page", "2031", "Sources of growth"],
}  # fmt: skip
