//! What must hold for answers, as tests: documents, what is asked, what must come of it.

use std::sync::Arc;

use super::document::Document;
use super::library::Library;
use super::reply::{Reply, Wish};
use super::speech::Voice;

fn library(documents: &[(&str, &str)]) -> Arc<Library> {
    let documents: Vec<Document> = documents.iter().map(|(name, text)| Document::parse(name, text)).collect();
    Library::of(&documents).unwrap()
}

fn said(library: &Library, message: &str, before: Option<&str>, tag: Option<&str>) -> String {
    let voice = tag.and_then(Voice::of_tag);
    let wish = Wish { message, before, voice, base: "/docs/", correction: None };
    Reply::plan(library, &wish).collect()
}

/// The answer, which must be one and hold this.
fn answers(library: &Library, message: &str, wanted: &str) {
    let wish = Wish { message, before: None, voice: None, base: "/docs/", correction: None };
    let reply = Reply::plan(library, &wish);
    let is_answer = !reply.found_nothing();
    let text: String = reply.collect();
    assert!(is_answer && text.contains(wanted), "{message} → {text}");
}

fn refuses(library: &Library, message: &str, tag: &str, wanted: &str) {
    let text = said(library, message, None, Some(tag));
    assert!(text.contains(wanted) && !text.contains("\n> "), "{message} → {text}");
}

#[test]
fn a_compound_in_the_question_meets_the_heading() {
    let shop = library(&[("laden", "# Laden\n\n## Versandkosten\n\nDer Versand kostet 5 Euro.\n")]);
    answers(&shop, "Wie hoch sind die Versandkosten?", "5 Euro");
}

#[test]
fn words_that_only_ask_decide_nothing() {
    let manual = library(&[
        ("install.de", "# Installation\n\nLaden Sie das Paket herunter und starten Sie das Programm.\n"),
        ("update.de", "# Update\n\n## Wie bekomme ich Nightly Updates?\n\nStellen Sie den Kanal um.\n"),
        ("backup.de", "# Backup\n\nSichern Sie den Ordner mit den Daten jede Nacht.\n"),
    ]);
    answers(&manual, "Wie installiere ich das Programm?", "Laden Sie das Paket");
    answers(&manual, "Wie mache ich ein Backup?", "Sichern Sie den Ordner");
}

#[test]
fn without_a_page_on_it_the_refusal_is_in_the_visitors_language() {
    let shop = library(&[
        ("th", "## การจัดส่ง\n\nเราจัดส่งสินค้าภายในสามวันทำการทั่วประเทศ\n"),
        ("vi", "## Giao hàng\n\nChúng tôi giao hàng trong ba ngày làm việc trên toàn quốc.\n"),
    ]);
    refuses(&shop, "ทำไมท้องฟ้าเป็นสีฟ้าและดวงจันทร์อยู่ไกลแค่ไหน", "th", "ฉันไม่พบ");
    refuses(&shop, "Tại sao bầu trời có màu xanh và mặt trăng ở đâu?", "vi", "Tôi không tìm thấy");
}

#[test]
fn opposites_are_never_merged() {
    let manual = library(&[(
        "2fa",
        "# Security\n\n## How to enable 2FA\n\nOpen the settings and scan the code with your phone.\n\n\
         ## How to disable 2FA\n\nOpen the settings and turn off the codes.\n",
    )]);
    let text = said(&manual, "How do I turn on two-factor authentication?", None, None);
    assert!(text.contains("scan the code") && !text.contains("turn off the codes"), "{text}");
    let text = said(&manual, "How do I turn off 2FA?", None, None);
    assert!(text.contains("turn off the codes") && !text.contains("scan the code"), "{text}");
}

#[test]
fn every_word_that_is_no_quote_is_in_the_visitors_language() {
    let shop = library(&[("laden", "# Laden\n\n## Versandkosten\n\nDer Versand kostet 5 Euro.\n")]);
    let text = said(&shop, "Versandkosten", None, Some("de"));
    assert!(text.starts_with("Das steht in **Laden**:") && text.contains("Quelle: ["), "{text}");
    let text = said(&shop, "Gibt es Gutscheine für Mitarbeiterfeste?", None, Some("de"));
    assert!(text.contains("Dazu habe ich"), "{text}");
}

#[test]
fn headings_without_spaces_are_found_by_their_words() {
    let ko = library(&[
        ("r", "## 환불은 어떻게 하나요?\n\n주문 후 14일 이내에 신청하세요.\n"),
        ("s", "## 배송\n\n사흘 안에 도착합니다.\n"),
    ]);
    answers(&ko, "환불", "14일");
    let tr = library(&[
        ("r", "## İade\n\nÜrünü on dört gün içinde gönderin.\n"),
        ("s", "## Kargo\n\nÜç günde gelir.\n"),
    ]);
    answers(&tr, "iade", "on dört gün");
    let zh =
        library(&[("r", "## 如何退货？\n\n请在十四天内寄回商品。\n"), ("s", "## 送货\n\n三天内送达。\n")]);
    answers(&zh, "怎么退货", "十四天");
    let ja = library(&[
        ("w", "# Webhook\n\nイベントが起きると指定した URL に送信します。\n"),
        ("s", "# Webサイト\n\nページの公開方法を説明します。\n"),
    ]);
    answers(&ja, "Webhookの使い方", "イベント");
}

#[test]
fn slips_and_everyday_words_find_their_page() {
    let shop = library(&[
        (
            "returns",
            "# Returns\n\n## Refunds\n\nYou get a refund within five days of sending the goods back.\n",
        ),
        ("shipping", "# Shipping\n\n## How long does delivery take?\n\nYour order arrives in three days.\n"),
        (
            "account",
            "# Account\n\n## Cancel your subscription\n\nOpen the account page and end the plan there.\n",
        ),
    ]);
    answers(&shop, "shiping", "three days");
    answers(&shop, "delivery time", "three days");
    answers(&shop, "money back", "refund within");
    answers(&shop, "i didnt get my parcel", "three days");
    answers(&shop, "cancle my subscribtion", "end the plan");
}

#[test]
fn a_procedure_is_whole_up_to_its_command() {
    let steps = "# Upgrade\n\n## How to upgrade the server\n\n1. Stop it.\n2. Make a copy.\n3. Fetch the file.\n4. Check it.\n\n\
                 5. Run:\n\n   ```sh\n   halo upgrade --all\n   ```\n\n6. Start it.\n7. Look.\n8. Tell the others.\n";
    let text = said(&library(&[("up", steps)]), "How do I upgrade the server?", None, None);
    assert!(text.contains("halo upgrade --all") && text.contains("Tell the others"), "{text}");
    let long: String =
        (0..200).map(|it| format!("Paragraph {it} on the upgrade of the server.\n\n")).collect();
    let text = said(
        &library(&[("up", &format!("# Upgrade the server\n\n{long}"))]),
        "upgrade the server",
        None,
        None,
    );
    assert!(text.contains("[Continued](/docs/up"), "{text}");
}

#[test]
fn of_a_long_passage_the_sentence_that_answers_is_quoted_and_the_rest_is_a_link_away() {
    let text = "# Plans\n\n## Billing\n\nWe send an invoice every month, on the day on which you signed up for a plan with us. Its \
                language is that of your account, and so is its currency. If a payment fails we try it again on three \
                days. You can change the billing address in the settings of your [account](account.md). An old invoice \
                is never changed. Taxes follow the country of the address that you gave, and a company may give its \
                number for them to be left out. Whoever cancels keeps what was paid for until the month is over.\n";
    let library = library(&[("plans", text), ("account", "# Account\n\nYour account.\n")]);
    let said = said(&library, "How do I change the billing address?", None, None);
    assert!(
        said.contains(
            "> You can change the billing address in the settings of your [account](</docs/account>)."
        ),
        "{said}"
    );
    assert!(said.contains("[Continued](/docs/plans#billing)") && !said.contains("three days"), "{said}");
}

#[test]
fn what_was_folded_away_is_found_and_quoted_as_text() {
    let shop = library(&[(
        "faq",
        "# FAQ\n\n<details><summary>Do you ship abroad?</summary>\n<p>Yes, to <b>Norway</b>.</p>\n</details>\n",
    )]);
    let text = said(&shop, "Do you ship abroad?", None, None);
    assert!(text.contains("Yes, to **Norway**.") && !text.contains('<'), "{text}");
}

#[test]
fn a_question_that_follows_leans_on_the_one_before() {
    let shop = library(&[
        ("shipping", "# Shipping\n\n## Shipping to Norway\n\nIt takes nine days to Norway.\n"),
        ("returns", "# Returns\n\n## Returns from Germany\n\nSend it back within a month.\n"),
    ]);
    let text = said(&shop, "and to Norway?", Some("How long does shipping take?"), None);
    assert!(text.contains("nine days"), "{text}");
}

#[test]
fn of_a_long_message_the_sentence_that_asks_is_answered() {
    let shop = library(&[
        ("shipping", "# Shipping\n\n## Shipping costs\n\nShipping costs five euros.\n"),
        ("returns", "# Returns\n\n## Returns\n\nSend it back within a month.\n"),
    ]);
    let long = "Hello, my sister told me about your wonderful shop last weekend when we were walking by the lake, and \
                since then I have been looking at the blue jacket every single day, because my old one was torn by the \
                dog of my neighbour. Before I buy it I would like to be sure of one thing. What does shipping cost?";
    answers(&shop, long, "five euros");
}

#[test]
fn a_question_in_another_language_gets_an_honest_word_in_the_visitors() {
    let shop = library(&[("versand", "# Versand\n\n## Versandkosten\n\nDer Versand kostet 5 Euro.\n")]);
    refuses(&shop, "Сколько стоит доставка?", "ru", "Я ничего не нашёл");
}

#[test]
fn what_the_team_wrote_wins_over_every_passage() {
    let shop = library(&[("laden", "# Laden\n\n## Versandkosten\n\nDer Versand kostet 5 Euro.\n")]);
    let correction = Some("Heute kostenlos.");
    let voice = Voice::of_tag("de");
    let wish = Wish { message: "Versandkosten", before: None, voice, base: "/docs/", correction };
    let text: String = Reply::plan(&shop, &wish).collect();
    assert!(
        text.contains("Unser Team sagt dazu:")
            && text.contains("Heute kostenlos.")
            && !text.contains("5 Euro")
    );
}

#[test]
fn a_word_that_is_only_mentioned_or_only_meant_otherwise_is_no_answer() {
    let manual = library(&[
        ("api", "# Methods\n\n## What do methods return?\n\nAll of them return a promise.\n"),
        ("keys", "# Keys\n\n## How do I rotate a key?\n\nTwo keys may be in force at the same time.\n"),
        (
            "styling",
            "# Styling\n\n## How do I change the colours?\n\nSet the primary colour in the settings.\n",
        ),
    ]);
    for message in ["What time is it?", "hours", "force", "promise"] {
        let wish = Wish { message, before: None, voice: None, base: "/docs/", correction: None };
        assert!(Reply::plan(&manual, &wish).found_nothing(), "{message}");
    }
    for (message, wanted) in [
        ("colours", "primary colour"),
        ("color", "primary colour"),
        ("rotate", "Two keys"),
        ("rotation", "Two keys"),
        ("How do I set the primary colour?", "primary colour"),
    ] {
        answers(&manual, message, wanted);
    }
}
