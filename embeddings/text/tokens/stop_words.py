"""Words that tell nothing of what a speech is about, by language: grammar, and the courtesies of speeches."""

_LISTS = {
    "en": """
        the and for that this with are was were been being have has had having not but from they them
        their there these those will would shall should can could may might must our ours your yours
        you his her hers him she its who whom whose which what when where why how than then thus also
        such any all each every both few more most other some own same too very just only into over
        under about after before again against between during through above below out off down upon
        because until while here does did doing done don doesn didn isn aren wasn weren won wouldn
        couldn shouldn ain let get got one two many much well make made like ever never always yet
        still even now today said say says see per via mr mrs ladies gentlemen sir madam honourable
        thank thanks
    """,
    "de": """
        der die das den dem des ein eine einen einem einer eines und oder aber auch als wie wenn dann
        dass daß denn weil nicht nur noch schon sehr mehr viel viele alle alles allen aller man wir uns
        unser unsere unserer unseren unserem ihr ihre ihrer ihren ihrem sie ich mich mir mein meine
        meiner meinen sein seine seiner seinen seinem bin bist ist sind war waren wird werden wurde
        wurden worden hat habe haben hatte hatten kann können könnte muss müssen soll sollen sollte
        will wollen mit von vom zum zur zu bei beim nach aus auf für durch über unter vor hinter neben
        zwischen gegen ohne um im in am an es er da hier dort so was wer wo warum diese dieser dieses
        diesen diesem jede jeder jedes jene kein keine keinen keiner selbst sich bis ja nein nun jetzt
        heute also damit dazu dafür darauf daran davon doch etwa ganz gibt immer wieder zwei herr frau
        damen herren dank sondern geht gehen allein natürlich gerade wirklich nämlich heißt sowohl
        bereits weiterhin möchte danke
    """,
    "fr": """
        les des une est sont était étaient été être avoir avons avez ont avait avaient aura sera seront
        serait que qui quoi dont où quand comment pourquoi pour par avec sans sous sur dans entre vers
        chez mais donc car ainsi alors aussi comme plus moins très bien tout tous toute toutes même
        mêmes autre autres cet cette ces celui celle ceux celles mon mes ton tes son ses notre nos
        votre vos leur leurs nous vous ils elles elle lui eux moi toi soi pas point jamais rien aucun
        aucune encore déjà toujours ici depuis pendant avant après contre afin lors lorsque puis peut
        peuvent doit doivent fait faire faut cela ceci qu'il qu'elle aux deux monsieur madame mesdames
        messieurs merci chaque également devons sommes soit soient hui aujourd lequel laquelle
        lesquels mille
    """,
    "es": """
        los las unos unas una del que qué quien quienes cual cuales como cuando donde porque por para
        con sin sobre entre hasta desde hacia ante bajo contra según durante pero sino aunque también
        tampoco más menos muy mucho mucha muchos muchas poco todo toda todos todas otro otra otros
        otras mismo misma este esta estos estas ese esa esos esas aquel aquella eso esto ello ella
        ellas ellos nos nosotros vosotros ustedes usted les sus mis tus nuestro nuestra nuestros
        nuestras vuestro vuestra son era eran fue fueron sea sean ser sido está están estaba estar han
        has había haber hay hemos puede pueden debe deben tiene tienen tenemos hacer hace cada tan
        tanto así aquí allí hoy ya aún solo sólo vez dos señor señora señores señoras gracias quiero
        queremos estamos siempre embargo todavía además antes nadie algo alguna algunos algunas mil
        cien ciento
    """,
    "pt": """
        dos das uma umas uns nos nas aos pelo pela pelos pelas num numa que quem qual quais como quando
        onde porque por para com sem sobre entre até desde ante sob contra segundo durante mas porém
        também mais menos muito muita muitos muitas pouco todo toda todos todas outro outra outros
        outras mesmo mesma este esta estes estas esse essa esses essas aquele aquela isso isto aquilo
        ele ela eles elas nós vós você vocês lhe lhes seu sua seus suas meu minha nosso nossa nossos
        nossas são era eram foi foram seja ser sido está estão estava estar tem têm tinha ter temos
        havia haver pode podem deve devem fazer faz vai vamos cada tão tanto assim aqui ali hoje ainda
        não sim só vez dois duas senhor senhora senhores senhoras obrigado obrigada quero queremos
        agora então apenas portanto bem demais deste desta destes destas antes sempre mil cem cento
    """,
    "it": """
        gli dei del dello della delle degli dal dalla dalle dai nel nella nelle nei sul sulla sulle sui
        allo alla alle agli con per tra fra che chi cui quale quali come quando dove perché non più
        meno molto molti molta molte poco tutto tutta tutti tutte altro altra altri altre stesso stessa
        questo questa questi queste quello quella quelli quelle ciò suo sua suoi sue mio mia nostro
        nostra nostri nostre vostro loro noi voi lui lei essi una uno sono era erano essere stato stata
        stati state siamo sia siano hanno abbiamo aveva avere può possono deve devono fare fatto anche
        ancora già sempre mai solo oggi qui così quindi però senza sotto sopra contro dopo prima fino
        ogni due signor signora signori signore grazie alcuni alcune dunque invece mentre ormai ecco
        mila mille cento
    """,
    "ru": """
        что как это эта этот эти этого этой этом тех тот того той том для при под над без про через
        между перед или если чтобы потому когда где куда кто кого кому чем чего все всё всех всем всего
        вся весь она они оно его ему ней них ним нас нам нами вас вам вами мне меня мой моя мои наш
        наша наше наши нашей нашего наших ваш свой своей своего свои своих себя сам сами был была было
        были быть есть будет будем будут может могут можно нужно надо должны должен так также тоже уже
        ещё еще только лишь даже более менее очень много после против около здесь там тут сегодня
        теперь тогда который которая которое которые которых которой которого один два раз вот ведь нет
        господин господа спасибо уважаемые поэтому однако именно больше многие других другие
        необходимо сейчас хотя
    """,
    "ar": """
        من في على إلى الى عن مع أن ان إن هذا هذه ذلك تلك التي الذي الذين كما كان كانت يكون تكون لم لن
        لا ما هو هي هم نحن أنا انا أنت كل بعض غير بين بعد قبل عند حتى حيث منذ خلال أو او ثم بل لكن قد
        لقد فقد وقد وفي ومن وعلى والتي والذي وأن وان وإن فإن به بها له لها لهم فيه فيها منه منها عليه
        عليها إليه إليها لنا بنا عليكم أي اي أيضا ايضا اليوم الآن يا السيد السيدة السادة شكرا جدا دون
        ضد تحت فوق مثل لدى سوف إذا اذا إذ ليس وهو وهي وما ولا ولم أما ونحن وحدها وحده أيها وكنا وكان
        وهذا وهذه ألف مئة
    """,
    "tr": """
        bir bu şu ve veya ile için gibi kadar daha çok en az her hiç bazı tüm bütün ben sen biz siz
        onlar bizim sizin onun onların benim bana bize size ona onu bunu şunu bunlar şunlar bunun buna
        burada orada ise ama fakat ancak çünkü eğer hem yani değil var yok olan olarak oldu olduğu
        olduğunu olacak olur olsun olmak olması etmek eden edilen ettiği etti etmiş diye dedi göre
        sonra önce karşı doğru üzere rağmen artık şimdi bugün yine bile sadece nin nın nun nün dan den
        tan ten dır dir efendiler sayın değerli teşekkür başka kendi hiçbir zaman pek edildi üzerine
        karşısında şey bin yüz
    """,
    "ko": """
        있는 없는 하는 되는 같은 이런 그런 저런 이러한 그러한 우리 저희 여러분 그리고 그러나 하지만
        또한 또는 그래서 따라서 모든 대한 대해 위한 위해 통해 통한 함께 더욱 매우 아주 지금 오늘 이번
        지난 앞으로 다시 계속 바로 특히 역시 이제 모두 것입니다 합니다 했습니다 입니다 있습니다
        없습니다 감사 존경 것을 것이 것은 것도 수가 등을 등의 때문 이것 그것 제가 저는 존경하
        하고 있게 만들어 가지고 많은 아니라 그래야 않고 않으면 않는 동안
    """,
    "ja": """
        今日 本日 皆様 私達 我々 以上 以下 一方 場合 自分 今回 必要 各位 議員 質問 答弁 方々 今後 様々 皆さん
    """,
    "zh": """
        我们 你们 他们 她们 它们 自己 这个 那个 这些 那些 这样 那样 什么 怎么 如何 为什么 一个 一些
        一种 一定 一切 没有 不是 不能 不会 可以 能够 应该 应当 必须 需要 已经 正在 将要 就是 还是 或者
        或是 而且 并且 以及 但是 然而 因为 所以 因此 由于 如果 虽然 尽管 无论 不管 只有 只要 不仅 不但
        同时 此外 另外 其中 其他 其它 各种 各个 所有 任何 每个 通过 根据 按照 为了 关于 对于 至于 以来
        以上 以下 之后 之前 之间 之一 方面 问题 进行 作为 成为 使得 非常 十分 更加 越来越 不断 进一步
        今天 现在 目前 时候 主席 先生 女士 各位 同志 大家 谢谢 多谢 代表 议员
    """,
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
