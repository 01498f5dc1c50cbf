"""Words that stand before the name of somebody who speaks, and words for those who speak by their office."""

CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĞĠĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŖŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚƠƯА-ЯЁІЇЄҐЎЉЊЋЂЏΑ-ΩΆΈΉΊΌΎΏ"
ARTICLE = "(?i:the|les?|la|l['’]|el|los?|il|o|a|der|die|das|den|de|het|em)"
HONOUR = (
    r"(?i:Mr|Mrs|Ms|Miss|Mdm|Madam|Dr|Assoc(?:iate)?|Prof(?:essor)?|Sir|Dame|Lord|Lady|Baroness|Hon|Honou?rable|Rt|Right"
    r"|Senator|Sen|Rep(?:resentative)?|Congress(?:wo)?man|Council(?:lor|or|man|woman)|Cllr|Ald(?:erman)?"
    r"|Députée?|Conseill(?:er|ère)|Vereadora?|Concejala?|Regidora?|Stadtr(?:at|ätin)|Assembly(?:wo)?man|Assemblymember|Commissioner|Judge|Justice|General|Gen|Col|Capt|Rev|Bishop|Chief"
    r"|Sheikh|Datuk|Dato|Tuan|Puan|Haji|Shri|Smt|Sardar|M|MM|Mme|Mlle|Monsieur|Madame|Me"
    r"|Herr|Frau|Abg|Abgeordneter?|Sra?|Srta|Señora?|Senhora?|Senyora?|Don|Doña|Dip|Diputad[oa]|Diputat"
    r"|Senadora?|Deputad[oa]|On|Onorevole|heer|Mevrouw|Mevr|Dhr|Mw|Pan|Pani|Paní|Poseł|Posłanka|Poslanec"
    r"|Poslankyně|Posl|Sayın|Г-н|Г-жа|Депутат|Пан|Пані|Господин|Госпожа|Sdr|Saudara|Bapak|Ibu|Ông|Bà|Κος"
    r"|Domnul|Doamna|Dl|Dna|Gospodin|Gospođa|Gospod|Gospa|Hr|Fru)"
)
# Those who keep order: their title alone is more often an address than a label.
CHAIR = (
    r"(?i:(?:(?:acting|deputy|vice|interim|first|second|temporary)[- ])*(?:speaker(?: pro tempore)?|president"
    r"|chair(?:man|woman|person)?|moderator|convenor)|presiding officer"
    r"|(?:vize|alters)?präsident(?:in)?|vorsitzende[rn]?|(?:vice-?)?présidente?|(?:vice-?)?president[ea]"
    r"|presidência|presidenza|voorzitter|talman(?:nen)?|ordfører(?:en)?|formand(?:en)?|puhemies"
    r"|(?:wice)?marszałek|(?:místo)?předsed(?:a|kyně|ající)|elnök|predsedni(?:k|ca)|preşedinte(?:le)?|președinte(?:le)?"
    r"|председатель(?:ствующий)?|головуюч(?:ий|а)|голова|председавајући|başkan|ketua(?: rapat)?"
    r"|pimpinan(?: rapat)?|wakil ketua|chủ (?:tịch|tọa)|προεδρε[υύ](?:ων|ουσα)|πρ[οό]εδρος)"
)
OFFICE = (
    r"(?i:(?:(?:prime|deputy|foreign|state|first|finance)[- ])*minister|premier|(?:vice[-"
    r" ])?chancellor|mayor|governor"
    r"|treasurer|whip|ambassador|(?:(?:parliamentary|permanent|chief|under|financial|colonial|press"
    r"|assistant)[- ])*"
    r"secretary(?:[- ]general)?|attorney[- ]general|solicitor[- ]general|director(?:[- ]general)?"
    r"|leader of(?: the)?"
    r"|clerk|teller|counsel|witness|commissioner|comptroller|interviewer|reporter|journalist"
    r"|interpreter|operator|participant|audience(?: member)?|host"
    r"|(?:several|some|an?) hon(?:ou?rable|\.)? members?|member for"
    r"|premier ministre|ministre|rapporteure?|secrétaire|maire|garde des sceaux|journaliste|plusieurs députés"
    r"|(?:bundes|staats|landes|finanz|innen|außen|justiz|kultus)?(?:minister|kanzler|senator)(?:in)?"
    r"|ministerpräsident(?:in)?|(?:parl(?:\.|amentarischer?) )?staatssekretär(?:in)?"
    r"|(?:ober)?bürgermeister(?:in)?"
    r"|berichterstatter(?:in)?|(?:vice)?ministr[oa]|secretari[oa]|alcalde(?:sa)?|gobernadora?"
    r"|periodista|moderadora?|consejer[oa]|secretári[oa]|prefeit[oa]|relatora?"
    r"|jornalista|governadora?|consellera?|síndica?|sindaco|segretari[oa]|relatore"
    r"|minister-president|staatssecretaris|burgemeester|wethouder|statsminister|statsråd|utrikesminister"
    r"|sekretarz|министр|премьер-министр|президент|ведущ(?:ий|ая)|журналист|корреспондент"
    r"|міністр|прем['’]єр-міністр|bakan[ıi]?|menteri|bộ trưởng|đại biểu|υπουργός)"
)
# Said by themselves only: they are words of speech, too.
ASKED = (
    "(?i:question|questioner|answer|q|a|frage|antwort|pregunta|respuesta|pergunta|resposta|domanda|risposta|pytanie"
    "|odpowiedź|otázka|вопрос|ответ|питання|відповідь|soru|cevap|pertanyaan|jawaban|fråga|svar|vraag|antwoord)"
)
# What only an address says.
ADDRESSED = (
    r"(?i:\b(?:excellenc\w*|excelenc\w*|eccellenz\w*|exzellenz\w*|ladies|gentlemen|mesdames|messieurs"
    r"|señor[ae]s y"
    r"|señoras|senhoras|damen|herren|colleagues|colegas|kolleg\w+|friends|amig[oa]s|dear|chers?|chères?|estimad[oa]s?"
    r"|querid[oa]s?|prezad[oa]s?|liebe|geehrte[rn]?|distinguished|distinguid[oa]s?|delegates|delegad[oa]s"
    r"|representantes|representatives|fellow|citizens|members of|assembl\w+ gener\w+|asamblea|general"
    r" assembly|(?:monsieur|madame) l[ae] (?:vice-?)?(?:présidente?|ministre)"
    r"|(?:señora?|senhora?) president[ea]|s(?:eño)?r[ae]?s|senhor[ae]s)\b)"
)
# In scripts without capitals: behind one of these a short head with a colon is a label.
OTHER_TITLES = (
    'היו"ר|היו״ר|יו"ר|השר|השרה|שר |שרת |חבר הכנסת|חה"כ|ראש הממשלה|מזכיר|שאלה|תשובה'
    "|الرئيس|رئيس |السيد|السيدة|الوزير|وزير |النائب|النائبة|المقرر|سؤال|جواب|الصحفي"
    "|अध्यक्ष|माननीय|श्री|श्रीमती|डॉ|सभापति|उपसभापति|प्रधान ?मंत्री|मंत्री|সভাপতি|মাননীয়|জনাব|স্পিকার"
    "|தலைவர்|அமைச்சர்|திரு|மாண்புமிகு|ประธาน|รัฐมนตรี|นาย|นาง|สมาชิก|رئیس|آقای|خانم|جناب|محترم"
)
HAN_CHAIRS = "议长|副议长|主席|副主席|委员长|会长|召集委员|主持人|院长|代理主席|主席台|议事长"
HAN_ROLES = (
    "记者|问|答|提问|回答|提问者|主持|司仪|发言人|新闻发言人|翻译|听众|学生|观众|网友|全体|众委员|司长|局长|部长|市长"
    "|县长|省长|区长|处长|科长|主任|秘书长|总理|副总理|首相|大臣|知事|外长|财长|总书记|书记|行政长官|署长|专员|大使|参事|次官"
)
HAN_HONOURS = (
    "委员|议员|代表|先生|女士|小姐|博士|教授|同志|大臣|知事|君|氏|部长|局长|市长|主任|处长|司长|署长"
    "|秘书长|总理|次长|参事|课长|科长|院长|校长|村长|町长|区长|县长|省长"
)
