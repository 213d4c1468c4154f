"""What every lab's Postfix is configured with; a lab adds to it."""

MAIN = {
    "compatibility_level": "3.6",
    "mydomain": "example.org",
    "myorigin": "$mydomain",
    "mydestination": "$myhostname, $mydomain",
    "inet_protocols": "ipv4",
    "mynetworks": "127.0.0.0/8",
    "alias_maps": "texthash:/etc/postfix/aliases",
    "local_recipient_maps": "texthash:/etc/postfix/users, $alias_maps",
    "mailbox_size_limit": "0",
    "message_size_limit": "100000",
    "biff": "no",
    "smtpd_relay_restrictions": "permit_mynetworks, permit_sasl_authenticated,"
                                " reject_unauth_destination",
    "smtpd_recipient_restrictions": "reject_unknown_sender_domain",
    "smtpd_sasl_auth_enable": "yes",
    "smtpd_sasl_path": "smtpd",
    "smtpd_sasl_local_domain": "$myhostname",
    "smtpd_tls_security_level": "none",
    "smtp_tls_security_level": "none",
    "smtp_connect_timeout": "2s",
    "smtp_helo_timeout": "2s",
    "smtp_mail_timeout": "5s",
    "smtp_data_done_timeout": "5s",
    "minimal_backoff_time": "3s",
    "maximal_backoff_time": "12s",
    "queue_run_delay": "3s",
    "soft_bounce": "no",
}

# A lab adds the services that listen (SMTP, SUBMISSION or its own).
MASTER = """
pickup     unix  n - n 1 1 pickup
cleanup    unix  n - n - 0 cleanup
qmgr       unix  n - n 300 1 qmgr
tlsmgr     unix  - - n 1000? 1 tlsmgr
rewrite    unix  - - n - - trivial-rewrite
bounce     unix  - - n - 0 bounce
defer      unix  - - n - 0 bounce
trace      unix  - - n - 0 bounce
verify     unix  - - n - 1 verify
flush      unix  n - n 1000? 0 flush
proxymap   unix  - - n - - proxymap
proxywrite unix  - - n - 1 proxymap
smtp       unix  - - n - - smtp
relay      unix  - - n - - smtp
showq      unix  n - n - - showq
error      unix  - - n - - error
retry      unix  - - n - - error
discard    unix  - - n - - discard
local      unix  - n n - - local
virtual    unix  - n n - - virtual
lmtp       unix  - - n - - lmtp
anvil      unix  - - n - 1 anvil
scache     unix  - - n - 1 scache
postlog    unix-dgram n - n - 1 postlogd
"""

SMTP = "smtp inet n - n - - smtpd\n"
SUBMISSION = """
submission inet  n - n - - smtpd
  -o syslog_name=postfix/submission
"""
