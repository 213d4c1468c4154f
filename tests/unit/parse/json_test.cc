// Log lines packed into JSON, by journald, Docker and log shippers.
#include <doctest/doctest.h>

#include <vector>

#include "unit/parse/reading.h"

namespace mailwhy::parse {
namespace {

struct Row {
  const char* who;
  const char* line;
  const char* time = "2022-12-05T18:38:12+00:00";
  int pid = 7;
};

const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {"journalctl -o json",
       R"({"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1670265492999999",)"
       R"("_SOURCE_REALTIME_TIMESTAMP":"1670265492123456","_BOOT_ID":"b",)"
       R"("PRIORITY":"6","SYSLOG_FACILITY":"2","_PID":"8","SYSLOG_PID":"7",)"
       R"("SYSLOG_IDENTIFIER":"postfix/qmgr","_HOSTNAME":"mx01",)"
       R"("SYSLOG_TIMESTAMP":"Dec  5 18:38:12 ",)"
       R"("MESSAGE":"4104E3D: removed"})",
       "2022-12-05T18:38:12.123456+00:00"},
      {"journald, the received time alone, a message of bytes",
       R"({"MESSAGE":[52,49,48,52,69,51,68,58,32,114,101,109,111,118,101,100],)"
       R"("__REALTIME_TIMESTAMP":"1670265492123456","_PID":"7",)"
       R"("SYSLOG_IDENTIFIER":"postfix/qmgr","_HOSTNAME":"mx01"})",
       "2022-12-05T18:38:12.123456+00:00"},
      {"journalctl -o json-seq",
       "\x1E"
       R"({"MESSAGE":"4104E3D: removed","__REALTIME_TIMESTAMP":)"
       R"("1670265492123456","_PID":"7","SYSLOG_IDENTIFIER":"postfix/qmgr",)"
       R"("_HOSTNAME":"mx01"})",
       "2022-12-05T18:38:12.123456+00:00"},
      {"Docker's json-file",
       R"({"log":"Dec  5 18:38:12 mx01 postfix/qmgr[7]: 4104E3D: removed\n",)"
       R"("stream":"stdout","time":"2022-12-05T18:38:12.987654321Z"})"},
      {"Docker, a line with a year",
       R"({"log":"2022-12-06T03:38:12.5+09:00 mx01 postfix/qmgr[7]: 4104E3D: )"
       R"(removed\r\n","stream":"stderr","time":"2022-12-05T18:38:13Z"})",
       "2022-12-06T03:38:12.5+09:00"},
      {"Docker in syslog",
       R"(Dec  6 00:00:00 node dockerd[1]: {"log":"Dec  5 18:38:12 mx01 )"
       R"(postfix/qmgr[7]: 4104E3D: removed\n","stream":"stdout"})"},
      {"Fluent Bit, tail",
       R"({"date":1670265493.25,"log":"Dec  5 18:38:12 mx01 postfix/qmgr[7]: )"
       R"(4104E3D: removed"})"},
      {"Fluent Bit, syslog",
       R"({"date":1670265492.25,"pri":"22","time":"Dec  5 18:38:12",)"
       R"("host":"mx01","ident":"postfix/qmgr","pid":"7",)"
       R"("message":"4104E3D: removed"})"},
      {"Fluent Bit, one array",
       R"([{"date":1670265492.250000,"host":"mx01","ident":"postfix/qmgr",)"
       R"("pid":"7","message":"4104E3D: removed"},)",
       "2022-12-05T18:38:12.250000+00:00"},
      {"Fluent Bit, systemd",
       R"({"date":"2022-12-05T18:38:12.250000Z","_HOSTNAME":"mx01",)"
       R"("SYSLOG_IDENTIFIER":"postfix/qmgr","SYSLOG_PID":"7",)"
       R"("MESSAGE":"4104E3D: removed"})",
       "2022-12-05T18:38:12.250000+00:00"},
      {"Vector, syslog",
       R"({"appname":"postfix/qmgr","facility":"mail","host":"mx01",)"
       R"("hostname":"mx01","message":"4104E3D: removed","procid":7,)"
       R"("severity":"info","source_ip":"192.0.2.1","source_type":"syslog",)"
       R"("timestamp":"2022-12-05T18:38:12Z"})"},
      {"Vector, file",
       R"({"file":"/var/log/mail.log","host":"collector","message":"Dec  5 )"
       R"(18:38:12 mx01 postfix/qmgr[7]: 4104E3D: removed",)"
       R"("source_type":"file","timestamp":"2022-12-06T00:00:00.123Z"})"},
      {"Filebeat",
       R"({"@timestamp":"2022-12-06T00:00:00.123Z","@metadata":{"beat":)"
       R"("filebeat","type":"_doc"},"log":{"offset":1,"file":{"path":)"
       R"("/var/log/mail.log"}},"message":"Dec  5 18:38:12 mx01 )"
       R"(postfix/qmgr[7]: 4104E3D: removed","host":{"name":"collector"},)"
       R"("agent":{"hostname":"collector"}})"},
      {"Filebeat, taken apart",
       R"({"@timestamp":"2022-12-05T18:38:12.000Z","process":{"name":)"
       R"("postfix/qmgr","pid":7},"host":{"hostname":"mx01","name":"x"},)"
       R"("message":"4104E3D: removed","agent":{"hostname":"collector"}})",
       "2022-12-05T18:38:12.000+00:00"},
      {"Elastic Common Schema, syslog",
       R"({"@timestamp":"2022-12-05T18:38:12.000Z","log":{"syslog":{"appname":)"
       R"("postfix/qmgr","procid":"7","hostname":"mx01"}},"event":)"
       R"({"original":"4104E3D: removed"}})",
       "2022-12-05T18:38:12.000+00:00"},
      {"Elastic Common Schema, dotted",
       R"({"@timestamp":"2022-12-05T18:38:12Z","process.name":"postfix/qmgr",)"
       R"("process.pid":7,"host.name":"mx01","message":"4104E3D: removed"})"},
      {"Elasticsearch, a hit",
       R"({"_index":"i","_id":"1","_source":{"@timestamp":)"
       R"("2022-12-05T18:38:12Z","program":"postfix/qmgr","pid":"7",)"
       R"("logsource":"mx01","message":"4104E3D: removed"}})"},
      {"rsyslog, %jsonmesg%",
       R"({"msg":" 4104E3D: removed","rawmsg":"<22>Dec  5 18:38:12 x y: z",)"
       R"("timereported":"2022-12-05T18:38:12.000000+00:00","hostname":"mx01",)"
       R"("syslogtag":"postfix/qmgr[7]:","programname":"postfix","procid":"7",)"
       R"("app-name":"postfix","timegenerated":"2022-12-06T00:00:00Z"})",
       "2022-12-05T18:38:12.000000+00:00"},
      {"rsyslog, imfile",
       R"({"timestamp":"2022-12-06T00:00:00.5+00:00","host":"collector",)"
       R"("syslogtag":"maillog:","message":"Dec  5 18:38:12 mx01 )"
       R"(postfix/qmgr[7]: 4104E3D: removed"})"},
      {"syslog-ng",
       R"({"PROGRAM":"postfix/qmgr","PRIORITY":"info","PID":"7","MESSAGE":)"
       R"("4104E3D: removed","HOST":"mx01","FACILITY":"mail","DATE":)"
       R"("Dec  5 18:38:12"})"},
      {"GELF",
       R"({"version":"1.1","host":"mx01","short_message":"4104E3D: removed",)"
       R"("timestamp":1670265492.5,"level":6,"_application_name":)"
       R"("postfix/qmgr","_process_id":7})",
       "2022-12-05T18:38:12.5+00:00"},
      {"milliseconds, the tag in the message",
       R"({"timestamp":1670265492123,"host":"mx01",)"
       R"("message":"postfix/qmgr[7]: 4104E3D: removed"})",
       "2022-12-05T18:38:12.123+00:00"},
      {"nanoseconds, a quoted slash",
       R"({"ts":1670265492123456789,"host":"mx01","program":)"
       R"("postfix\/qmgr","pid":7,"message":"\u00341\u00304E3D: removed"})",
       "2022-12-05T18:38:12.123456+00:00"},
      {"no time around a line that has one",
       R"({"message":"Dec  5 18:38:12 mx01 postfix/qmgr[7]: 4104E3D: removed"})"},
      {"JSON in JSON",
       R"({"log":"{\"MESSAGE\":\"4104E3D: removed\",\"_PID\":\"7\",)"
       R"(\"SYSLOG_IDENTIFIER\":\"postfix/qmgr\",\"_HOSTNAME\":\"mx01\",)"
       R"(\"__REALTIME_TIMESTAMP\":\"1670265492000000\"}\n","time":)"
       R"("2022-12-06T00:00:00Z"})",
       "2022-12-05T18:38:12.000000+00:00"},
      {"bytes that are no UTF-8 elsewhere",
       "{\"x\":\"\xFF\xFE\",\"timestamp\":\"2022-12-05T18:38:12Z\",\"host\":"
       "\"mx01\",\"program\":\"postfix/qmgr\",\"pid\":7,\"message\":\"4104E3D: "
       "removed\"}"},
      {"blanks between, a field given twice, and values of every kind",
       "{ \"timestamp\" : \"2022-12-05T18:38:12Z\" ,\t\"host\": \"mx01\", "
       "\"host\": \"mx02\", \"program\": \"postfix/qmgr\", \"pid\": 7 , \"a\": "
       "null, \"b\": [1, [2, {\"message\": \"x\"}]], \"c\": true, \"message\": "
       "\"4104E3D: removed\", \"d\": 1e999, \"e\": "
       "123456789012345678901234567890 } "},
  };
  return rows;
}

TEST_CASE("the records of every shipper give the same line") {
  for (const Row& row : Rows()) {
    CAPTURE(row.who);
    const Reading line(row.line);
    CHECK(line->kind == LineKind::kRemoved);
    CHECK(FormatRfc3339(line->time) == row.time);
    CHECK(line->host == "mx01");
    CHECK(line->program == "postfix/qmgr");
    CHECK(line->pid == row.pid);
    CHECK(line->queue_id == "4104E3D");
  }
}

TEST_CASE("times in numbers are shown in the log's zone") {
  Parser parser{Zone::Fixed(540)};
  parser.Begin(2022, 0);
  const std::string line =
      R"({"timestamp":1670265492,"message":"postfix/qmgr[7]: 4104E3D: removed"})";
  CHECK(FormatRfc3339(parser.Parse(line).time) == "2022-12-06T03:38:12+09:00");
}

TEST_CASE("values are unescaped") {
  const Reading line(
      R"({"timestamp":"2022-12-05T18:38:12Z","host":"mx01","program":)"
      R"("postfix/smtp","message":"4104E3D: to=<\"a b\"@example.com>, )"
      R"(relay=mx.example.net[192.0.2.4]:25, delay=1, delays=0\/0\/0\/1, )"
      R"x(dsn=5.1.1, status=bounced (host said: 550 \u5b9b\u5148 \\ )x"
      R"x(\ud83d\udce7)"})x");
  CHECK(line->kind == LineKind::kDelivery);
  CHECK(line->recipient == "\"a b\"@example.com");
  CHECK(line->delays == "0/0/0/1");
  CHECK(line->response == "host said: 550 宛先 \\ 📧");
}

TEST_CASE("a record of another program is one of another program") {
  for (const char* text :
       {R"({"time":"2022-12-05T18:38:12Z","message":"hello"})",
        R"({"time":"2022-12-05T18:38:12Z","level":"info"})",
        R"({"ts":1670265492.5,"program":"sshd","message":"session opened"})",
        R"({"time":"2022-12-05T18:38:12Z","log":"GET / HTTP/1.1\n"})"}) {
    CAPTURE(text);
    const Reading line(text);
    CHECK(line->kind == LineKind::kOtherProgram);
    CHECK(FormatRfc3339(line->time).substr(0, 19) == "2022-12-05T18:38:12");
  }
}

TEST_CASE("what is no record, or has no time, is no log line") {
  for (const char* text : {"{",
                           "{}",
                           "{\"",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{a:1}",
                           "{{{{",
                           "{\"message\":\"x\"}",
                           "[{",
                           "[{}",
                           "\x1E",
                           "{\"time\":\"noon\"}",
                           "{\"time\":12}",
                           "{\"time\":99999999999999999999}",
                           "{\"time\":-1}",
                           "{\"time\":[1670265492]}",
                           "{\"time\":{\"a\":1670265492}}",
                           "{\"message\":[1,2,999],\"a\":1}",
                           "{\"message\":[1,[2]]}",
                           "{\"time\":\"2022-12-05T18:38:12Z\"",
                           "{\"time\":\"2022-12-05T18",
                           "}{",
                           "{\"\\ud800\":\"\\udfff\",\"time\":\"\\ud800\"}"}) {
    CAPTURE(text);
    CHECK(Reading(text)->kind == LineKind::kNotALog);
  }
}

TEST_CASE("every beginning of every record is read without harm") {
  Parser parser{Zone()};
  parser.Begin(2022, 0);
  for (const Row& row : Rows()) {
    const std::string_view line = row.line;
    for (std::size_t n = 0; n < line.size(); ++n) {
      const std::string cut(line.substr(0, n));
      const Event& event = parser.Parse(cut + "}");
      CHECK(event.kind < LineKind::kCount);
      parser.Parse(cut);
      ReadYearless(cut);
    }
  }
}

TEST_CASE("deep, long and repetitive records are harmless") {
  const std::string end =
      R"("time":"2022-12-05T18:38:12Z","message":"postfix/qmgr[7]: 4104E3D: removed"})";
  const auto repeated = [](const std::string& part, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += part;
    return all;
  };
  std::vector<std::string> records = {
      "{\"a\":" + repeated("[", 900) + repeated("]", 900) + "," + end,
      "{\"a\":" + repeated("{\"a\":", 900) + "1" + repeated("}", 900) + "," +
          end,
      "{\"log\":" + repeated("{\"syslog\":", 20) + "1" + repeated("}", 20) +
          "," + end,
      "{" + repeated("\"host\":\"h\",", 20'000) + end,
      "{\"a\":\"" + repeated("x", 200'000) + "\"," + end,
      "{\"a\":\"" + repeated("\\u5b9b", 30'000) + "\"," + end,
      "{\"a\":" + repeated("9", 100'000) + "," + end,
      "{\"" + repeated("k", 100'000) + "\":1," + end,
  };
  for (const std::string& record : records) {
    CAPTURE(record.substr(0, 40));
    CHECK(Reading(record)->kind == LineKind::kRemoved);
  }
  // Deeper than the reader of JSON follows: refused, and no more.
  CHECK(Reading("{\"a\":" + repeated("[", 200'000))->kind ==
        LineKind::kNotALog);
  CHECK(Reading("{\"a\":" + repeated("{\"a\":", 200'000))->kind ==
        LineKind::kNotALog);
  CHECK(Reading("{\"log\":\"" + repeated("x", 2'000'000) + "\"," + end)->kind ==
        LineKind::kNotALog);
}

TEST_CASE("a text lives until the next line, also of records in records") {
  Parser parser{Zone()};
  parser.Begin(2022, 0);
  const Row& row = Rows()[0];
  const std::string first = row.line;
  const Event& event = parser.Parse(first);
  CHECK(event.text == "4104E3D: removed");
  for (const Row& each : Rows()) {
    const std::string line = each.line;
    CHECK(parser.Parse(line).text == "4104E3D: removed");
  }
}

TEST_CASE("yearless lines are seen through what lies around them") {
  for (const char* line :
       {R"({"message":"Dec  5 18:38:12 mx01 postfix/qmgr[7]: x"})",
        R"({"DATE":"Dec  5 18:38:12","MESSAGE":"x"})",
        "mail-1  | Dec  5 18:38:12 mx01 postfix/qmgr[7]: x",
        "Jun  1 00:00:00 collector maillog: Dec  5 18:38:12 mx01 "
        "postfix/qmgr[7]: x"}) {
    CAPTURE(line);
    const auto time = ReadYearless(line);
    REQUIRE(time.has_value());
    CHECK(time->month == 12);
    CHECK(time->second == 12);
  }
  for (const char* line :
       {R"({"log":"Dec  5 18:38:12 mx01 postfix/qmgr[7]: x","time":)"
        R"("2022-12-05T18:38:12.5Z"})",
        R"({"__REALTIME_TIMESTAMP":"1670265492123456","MESSAGE":"x"})",
        "2022-12-06T00:00:00Z collector maillog: Dec  5 18:38:12 mx01 "
        "postfix/qmgr[7]: x",
        "{}"}) {
    CAPTURE(line);
    CHECK_FALSE(ReadYearless(line).has_value());
  }
}

}  // namespace
}  // namespace mailwhy::parse
