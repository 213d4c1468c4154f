#include "report/words.h"

namespace mailwhy::report {

const Words& JapaneseWords() {
  static const Words words = {
      .delivered_to = "配送済み：{relay} に渡しました",
      .delivered_as =
          "配送済み：{relay} に渡しました（相手側のキュー ID：{id}）",
      .delivered_here =
          "配送済み：このサーバーの {recipient} に届けました（{agent}）",
      .delivered_inside =
          "このサーバー上の {relay}（コンテンツフィルターなど）が {id} "
          "として受け取りました。その後の記録はログにありません",
      .deferred = "再送待ち：{why}",
      .bounced = "エラーで返送：{why}",
      .expired = "キューの保持期限切れで返送：{why}",
      .rejected = "受信拒否（{stage}）：{why}",
      .rejected_plain = "受信拒否：{why}",
      .rejected_client = "{client} からの接続を拒否：{why}",
      .discarded = "受け取ったあと破棄：{why}",
      .deleted = "管理者がキューから削除（postsuper）。それまでの状況：{why}",
      .deleted_untried = "管理者が配送前にキューから削除しました（postsuper）",
      .held =
          "保留（hold）：解除されるまでキューに留まります。最後の配送：{why}",
      .held_plain = "保留（hold）：解除されるまでキューに留まります",
      .queued = "キューにあります（配送の記録はまだありません）",
      .login_failed =
          "{purpose}ログインに失敗（ユーザー {user}、接続元 {client}）：{why}",
      .login_failed_unnamed =
          "{purpose}ログインに失敗（接続元 {client}）：{why}",
      .broken =
          "メールは渡されていません：{client} からの接続が途中で"
          "切れました（{why}）",
      .broken_fetch = "{purpose}接続が {client} から途中で切れました（{why}）",
      .timed_out =
          "メールは渡されていません：{client} "
          "からの送信が途絶え、タイムアウトで切断しました（{why}）",
      .no_tls =
          "メールは渡されていません：{client} "
          "との暗号化接続（TLS）が成立しませんでした（{why}）",
      .never_arrived = "ログにありません：{when}、{what}",
      .cannot_tell = "ログがその日時を含んでいません：{when}、{what}",
      .sender_differs =
          "{asked} からのメールはありません。ただし同じころの {recipient} "
          "宛てのメールが、送信者 {sender} で出ています（{how}）。{rest}",
      .sender_differs_tried =
          "{asked} からのメールはありません。ただし同じころ、送信者 {sender} "
          "から {recipient} "
          "宛てに送ろうとした記録があります（{how}）。{rest}",
      .sender_login = "{rest}（ログイン {user} が送信者 {sender} で送信）",
      .rewritten = "{rest}（{asked} は {recipient} に書き換え）",
      .nearby_attempt =
          "その日時に届いた該当メールはありませんが、{arrival} "
          "に届いたものの配送がその時間帯にありました。{rest}",
      .nearby_time = "別の日時（{arrival}）のもの：{rest}",
      .nearby_recipient = "別の宛先へのもの：{rest}",
      .nearby_sender = "別の送信者からのもの：{rest}",
      .nearby_refusal = "近い記録（{time}）：{rest}",
      .connect_timed_out = "{peer} への接続がタイムアウト",
      .connect_refused = "{peer} が接続を拒否",
      .with_cause = "{why}（{cause}）",
      .no_reason = "ログに理由がありません",

      .by_pickup = "uid {uid}（{user}）がこのサーバー上で投入",
      .by_pickup_uid = "uid {uid} がこのサーバー上で投入",
      .by_client = "{client} から",
      .by_login = "{client} から、ログイン {user}",
      .by_filter =
          "コンテンツフィルターから戻ったもの（その前は {host} の {queue_id}）",
      .by_relay =
          "自組織のサーバー {host} から（そこでのキュー ID {queue_id}）",
      .by_requeue = "キューへの再投入（その前は {queue_id}）",
      .by_bounce = "このサーバーが作った通知",
      .by_bounce_of = "{queue_id} についてこのサーバーが作った通知",
      .by_forward = "このサーバーでの転送",
      .by_forward_of = "このサーバーでの転送（元は {queue_id}）",
      .unknown_way = "受け付けの記録はログにありません",

      .mail_from_to = "{from} から {to} へのメールはありません",
      .mail_from = "{from} からのメールはありません",
      .mail_to = "{to} 宛てのメールはありません",
      .mail_any = "該当するメールはありません",
      .mail_of = "{address} を送信者または宛先とするメールはありません",
      .mail_named = "メール {id} はありません",
      .at_time = "{time} ごろ",
      .in_period = "{since} から {until} まで",
      .at_any_time = "全期間",

      .covers =
          "読み込んだログは {since} から {until} まで、メールは "
          "{mails} 通です。",
      .covers_nothing = "ログはまだ 1 行も読み込まれていません。",
      .asked_before = "尋ねられた日時は、ログの始まりより前です。",
      .asked_after = "尋ねられた日時は、ログの終わりより後です。",
      .asked_partly = "尋ねられた期間は、ログに一部しか含まれていません。",
      .envelope_only =
          "ログに残るのはエンベロープ送信者で、メールソフトに"
          "表示される From: ヘッダーではありません。",

      .why = "理由",
      .whose = "どちら側か",
      .scope = "影響範囲",
      .to_do = "対処",
      .more_remedies = "ほかの対処：mailwhy rules show {cause}",
      .also = "あわせて",
      .how = "経過",
      .lines = "ログ",
      .others = "ほかの候補",
      .recipients = "このメールの宛先",
      .chain = "経路",
      .hop = "{host} の {queue_id}",
      .hop_from = "送信者 {sender}",
      .hop_lost = "ログにありません",
      .hop_more = "ほかの宛先 {n} 件",
      .hop_went_on = "{queue_id} に引き継ぎ",
      .log = "ログの範囲",
      .from = "送信者",
      .to = "宛先",
      .mail = "メール",
      .likely = "推定",
      .not_known = "不明",
      .remote_reply = "応答：{reply}",
      .check_matched = "自サーバーの {check} に一致した行：{line}",

      .arrived = "受け付け：{way}",
      .arrived_before = "受け付け（delay から逆算）：{way}",
      .tried = "配送 {n} 回目：{status} {dsn} {relay}",
      .tries_between = "この間に {n} 回",
      .next_about = "次の再送（目安）",
      .next_was_due = "次の再送の予定（目安）",
      .until_at_most = "再送の期限（これを過ぎると返送）",
      .went_on_trying =
          "ログにある配送は {n} 回、最後は {last}。Postfix はその後も"
          "期限まで自動で再送しますが、結果はログにありません。",
      .goes_on_trying =
          "これまでに {n} 回、最後は {last}。Postfix は自動で再送を続けます。",
      .goes_on_after_one =
          "これまでに 1 回（{last}）。Postfix は自動で再送を続けます。",
      .start_missing =
          "このメールの受け付けの記録は、ログ（{since} から）にありません。",
      .end_missing =
          "ログは {until} までです。分かっている最後の状態：{state}。",
      .untried =
          "{queue_id} の宛先 {all} 件のうち {n} "
          "件は、配送の記録がログにありません。",
      .went_on_as = "{host} の {queue_id} に引き継ぎ（{kind}）",
      .bounce_sent = "送信者へエラー通知（{queue_id}）",
      .bounce_lost =
          "送信者へのエラー通知は届いていません（{queue_id}、{state}）",
      .removed = "キューから削除",
      .refused_at = "拒否（{stage}）",
      .held_at = "保留（hold、{stage}）",
      .discarded_at = "破棄（{stage}）",
      .login_refused = "{user} のログインを拒否",

      .more_answers = "ほかに {n} 件（--limit で増やせます）",
      .more_lines = "… {n} 行を省略（mailwhy trace {id} で全部を表示）",
      .mail_line = "{host} の {queue_id}、{id}",
      .bytes = "{n} バイト",
      .recipients_summary = "宛先 {n} 件",

      .next_delivered =
          "ここから先は受信側の調査です。{relay} の管理者に、このメールが"
          "その後どうなったかを問い合わせてください。",
      .next_delivered_id =
          "ここから先は受信側の調査です。{relay} の管理者に、キュー ID {id} "
          "のメールがその後どうなったかを問い合わせてください。",
      .next_delivered_here =
          "{recipient} のメールボックスにあるか、そこの振り分け設定（Sieve、"
          "procmail）で移動されています。",
      .next_inside =
          "{relay} で待ち受けているプログラムのログを調べるか、{id} "
          "を含むログを読み込んでください。",
      .next_spam_folder =
          "迷惑メールフォルダーと、受信側の振り分け・削除の"
          "設定を確かめてください。",
      .next_queued = "キューが流れているかを確かめてください。",
      .next_held =
          "保留された理由を確かめてから、保留を解除してください（postsuper "
          "-H）。",
      .next_load_older =
          "その日時を含む古い（ローテート済みの）ログを読み込んでください。",
      .next_load_newer =
          "新しいログを読み込むか、書き出されるのを待って"
          "ください。",
      .next_load_any = "まずログを読み込んでください。",
      .next_reach =
          "送信した端末がこのサーバーに到達したかを確かめてください。端末の"
          "アドレスをログで探し、メールソフトの送信箱も見てください。",
      .next_reach_port =
          "メールソフトの送信サーバー、ポート（587 か 465）、ログインの設定を"
          "確かめてください。25 番は回線側で塞がれていることがあります"
          "（OP25B）。",
      .next_other_host =
          "別のサーバー（Web サーバーやプロバイダー）から送られていないかを"
          "確かめ、そのログを読み込んでください。",
      .next_other_address =
          "送信者を指定せずに調べてください。Web アプリケーションや転送では、"
          "From: ヘッダーと違うエンベロープ送信者で出ることがよくあります。",
      .next_wait = "まだ何もしなくてかまいません。Postfix が自動で再送します。",
      .next_both =
          "拒否は最初の挨拶（グリーティング）の段階、つまり送信者を名乗る前に"
          "起きています。自サーバーのアドレスの評価も調べ、両方を直して"
          "ください。",
      .comma = "、",
      .colon = "：",

      .nothing_of = "{id} の記録はありません。",
      .no_failure = "この文は配送の失敗を示していません。",
      .auto_reply =
          "これは自動返信で、エラー通知ではありません。メールは届いています。",
      .receipt =
          "これは配信・開封の通知で、エラー通知ではありません。メールは届いて"
          "います。",
      .no_bounce =
          "このメールはエラー通知ではなく、配送の失敗を示していません。",
      .subject = "件名",
      .server = "サーバー",
      .reply = "応答",
      .gives_up = "再送期限",
      .mail_at = "{host} の {queue_id}",
      .more_recipients =
          "ほかに {n} 件の宛先が失敗しています（--json で全件を表示）。",
      .report_of = "{since} から {until} までのメール",
      .report_empty = "この期間のメールはありません。",
      .sum_mails = "メール {mails} 通、宛先のべ {deliveries} 件。",
      .sum_states = "{states}。",
      .sum_refused = "受信拒否 {rejects} 件、ログイン失敗 {logins} 件。",
      .by_state = "結果の内訳",
      .waiting = "再送待ち",
      .by_cause = "原因ごとの失敗",
      .waiting_row = "{destination} 宛て {n} 件、最古 {oldest}、最新 {newest}",
      .cause_bounced = "返送 {n}",
      .cause_expired = "期限切れ {n}",
      .cause_deferred = "再送待ち {n}",
      .cause_rejected = "拒否 {n}",
      .example = "例 {id}：{sender} → {recipient}",
      .load_done = "{files} ファイル {lines} 行を {seconds} 秒で読み込みました",
      .load_found =
          "メール {mails} 通、配送 {deliveries} 件、拒否 {rejects} "
          "件、セッション {sessions} 件",
      .load_again = "{n} 行は読み込み済みでした",
      .load_skipped =
          "対象外：ログでない行 {skipped}、未知の種類 "
          "{unrecognized}、ほかのプログラム {other}",
      .load_kinds = "行の種類",
      .load_unknown =
          "種類の分からない行：{n} 行。次のコマンドで見られます：mailwhy load "
          "--unrecognized FILE PATH...",
  };
  return words;
}

}  // namespace mailwhy::report
