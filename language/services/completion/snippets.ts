/** What a word of the language is usually followed by, with places to fill in. */

export const declarationSnippets: Readonly<Record<string, string>> = {
  import: 'import { ${2:Contact} } from "${1:./models.ts}"$0',
  journey: 'journey ${1:name} "${2:Title}" {\n\ttarget ${3:Contact}\n\tfilter ${4:email is set}\n\n\t$0\n}',
  audience: "audience ${1:name} of ${2:Contact} where ${3:email is set}$0",
  action: "action ${1:name} for ${2:Contact} {\n\t$0\n}",
  "email template":
    'email template ${1:name} for ${2:Contact} {\n\tsubject "${3:Subject}"\n\tbody "${4:./body.mjml}"$0\n}',
  "sms template": 'sms template ${1:name} for ${2:Contact} {\n\ttext "${3:Text}"$0\n}',
  "push template": 'push template ${1:name} for ${2:Contact} {\n\ttitle "${3:Title}"\n\ttext "${4:Text}"$0\n}',
  test: 'test "${1:what must happen}" for ${2:journey} {\n\tgiven ${3:Contact} { $4 }\n\texpect ${5:hello} sent$0\n}',
  simulate: "simulate ${1:journey} {\n\t${2:10000} participants\n\tseed ${3:42}\n\t$0\n}",
};

export const settingSnippets: Readonly<Record<string, string>> = {
  target: "target ${1:Contact}$0",
  filter: "filter ${1:email is set}$0",
  unicity: "unicity ${1:email}$0",
  include: "include archived$0",
  enter: "enter ${1:when matching}$0",
  reenter: "reenter ${1|never,always,after 30 days|}$0",
  "exit when": "exit when $0",
  "exit on": "exit on ${1|unsubscribed,replied,bounced|}$0",
  goal: "goal ${1:name} when $0",
  purpose: "purpose ${1|marketing,transactional|}$0",
  timezone: 'timezone ${1:timezone} else "${2:Europe/Brussels}"$0',
  locale: 'locale ${1:language} else "${2:en}"$0',
  send: "send between ${1:9:00} and ${2:18:00} on ${3:weekdays}$0",
  cap: "cap ${1:3} messages per ${2|week,day,month|}$0",
  pace: "pace ${1:1000} per ${2|hour,day,minute|}$0",
  listen: "listen ${1:30} days$0",
};

export const stepSnippets: Readonly<Record<string, string>> = {
  email: 'email ${1:name} {\n\tsubject "${2:Subject}"\n\tbody    "${3:./body.mjml}"\n\t$0\n}',
  sms: 'sms ${1:name} {\n\ttext "${2:Text}"\n\t$0\n}',
  push: 'push ${1:name} {\n\ttitle "${2:Title}"\n\ttext "${3:Text}"\n\t$0\n}',
  update: "update { ${1:field} = ${2:value} }$0",
  create: "create ${1:Model} { $0 }",
  task: 'task "${1:What to do}" { due in ${2:2} days }$0',
  add: 'add to list "${1:name}"$0',
  remove: 'remove from list "${1:name}"$0',
  suppress: "suppress ${1:email}$0",
  follow: "follow by ${1:salesperson}$0",
  unfollow: "unfollow by ${1:salesperson}$0",
  webhook: 'webhook ${1:name} {\n\tpost "${2:https://}"\n\tjson { $0 }\n}',
  run: "run ${1:function}(this$2)$0",
  do: "do ${1:action}$0",
  wait: "wait ${1:2 days}$0",
  "wait until": "wait until ${1:9:00}$0",
  "wait for": "wait for ${1:hello opened} up to ${2:3 days} {\n\t$3\n} else {\n\t$0\n}",
  if: "if ${1:condition} {\n\t$0\n}",
  match: 'match ${1:field} {\n\t"${2:value}" {\n\t\t$0\n\t}\n\telse {\n\t}\n}',
  split: "split {\n\t${1:50}% ${2:first} {\n\t\t$0\n\t}\n\t${3:50}% ${4:second} {\n\t}\n}",
  "ab test":
    "ab test ${1:name} {\n\ton ${2:20}% of participants\n\twinner by ${3|click rate,open rate,reply rate|} after ${4:2 days}\n\tvariant ${5:a} {\n\t\t$0\n\t}\n\tvariant ${6:b} {\n\t}\n}",
  repeat: "repeat every ${1:2 days} up to ${2:3} times until ${3:hello opened} {\n\t$0\n}",
  parallel: "parallel {\n\tbranch {\n\t\t$0\n\t}\n\tbranch {\n\t}\n}",
  "start journey": "start journey ${1:name}$0",
  "stop journey": "stop journey ${1:name}$0",
  exit: "exit$0",
};

export const messageSnippets: Readonly<Record<string, string>> = {
  template: "template ${1:name}$0",
  subject: 'subject "${1:Subject}"$0',
  preheader: 'preheader "${1:What the inbox shows}"$0',
  title: 'title "${1:Title}"$0',
  body: 'body "${1:./body.mjml}"$0',
  text: 'text "${1:Text}"$0',
  from: 'from "${1:Name <name@example.com>}"$0',
  "reply to": 'reply to "${1:name@example.com}"$0',
  to: "to ${1:email}$0",
  link: 'link ${1:shop} "${2:https://}"$0',
  purpose: "purpose ${1|marketing,transactional|}$0",
};

export const partSnippets: Readonly<Record<string, string>> = {
  filter: "filter ${1:condition}$0",
  expire: "expire after ${1:2 days}$0",
  pace: "pace ${1:1000} per ${2|hour,day,minute|}$0",
};

export const otherSnippets: Readonly<Record<string, string>> = {
  for: "for ${1:salesperson}$0",
  due: "due in ${1:2 days}$0",
  post: 'post "${1:https://}"$0',
  put: 'put "${1:https://}"$0',
  patch: 'patch "${1:https://}"$0',
  header: 'header "${1:X-Name}" "${2:value}"$0',
  json: "json { $0 }",
  branch: "branch {\n\t$0\n}",
  variant: "variant ${1:name} {\n\t$0\n}",
  winner: "winner by ${1|click rate,open rate,reply rate|} after ${2:2 days}$0",
  holdback: "holdback ${1:10}%$0",
  "on 20% of participants": "on ${1:20}% of participants$0",
  given: "given ${1:Contact} { $0 }",
  at: "at ${1:1 hour} ${2:hello} ${3:opened}$0",
  by: "by ${1:3 days} expect ${2:hello} sent$0",
  expect: "expect ${1:hello} ${2:sent}$0",
  seed: "seed ${1:42}$0",
  participants: "${1:10000} participants$0",
  else: "else {\n\t$0\n}",
};
