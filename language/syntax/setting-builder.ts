/** A journey's settings out of the parser's concrete tree. */
import type { CstNode } from "chevrotain";
import type {
  CapSetting,
  EnterSetting,
  EnterWay,
  ExitSetting,
  FilterSetting,
  GoalSetting,
  JourneySetting,
  LocaleSetting,
  NumberLiteral,
  PaceSetting,
  PurposeSetting,
  ReenterSetting,
  SendSetting,
  TimeLiteral,
} from "./ast.ts";
import { isTrigger } from "./body-kinds.ts";
import { keywordOf, nameOf, nodeOf, optionalName, spanOf, tokenOf, tokensOf } from "./cst.ts";
import { ExpressionBuilder } from "./expression-builder.ts";
import { present } from "./present.ts";

/** What follows `enter when`, `enter on` and the like. */
const enterWays: ReadonlyMap<string, EnterWay> = new Map([
  ["when matching", "matching"],
  ["when created", "created"],
  ["when updated", "updated"],
  ["on event", "event"],
  ["on webhook", "webhook"],
  ["on demand", "demand"],
  ["on anniversary", "anniversary"],
]);

export abstract class SettingBuilder extends ExpressionBuilder {
  // ---------------------------------------------------------------- settings of a journey

  protected target(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Target");
    const model = optionalName(tokenOf(node, "Name"));
    if (!model) this.report.syntaxError(keyword, "`target` needs a model.", "For example `target Contact`.");
    return { kind: "target", ...this.span(node), keyword, ...(model ? { model } : {}) };
  }

  protected filter(node: CstNode): FilterSetting {
    const keyword = keywordOf(node, "Filter");
    const condition = this.expression(nodeOf(node, "expression"));
    if (!condition) {
      this.report.syntaxError(keyword, "`filter` needs a condition.", "For example `filter email is set`.");
    }
    return { kind: "filter", ...this.span(node), keyword, ...(condition ? { condition } : {}) };
  }

  protected unicity(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Unicity");
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    if (!field) this.report.syntaxError(keyword, "`unicity` needs a field.", "For example `unicity email`.");
    return { kind: "unicity", ...this.span(node), keyword, ...(field ? { field } : {}) };
  }

  protected include(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Include");
    if (!tokenOf(node, "Archived")) {
      this.report.syntaxError(keyword, "What is to be included?", "Write `include archived`.");
    }
    return { kind: "include archived", ...this.span(node), keyword };
  }

  protected purpose(node: CstNode): PurposeSetting {
    const keyword = keywordOf(node, "Purpose");
    const token = tokenOf(node, "Name");
    const purpose = token?.image;
    const next = "Write `purpose marketing` or `purpose transactional`.";
    const base = { kind: "purpose", ...this.span(node), keyword } as const;
    if (purpose === "marketing" || purpose === "transactional") return { ...base, purpose };
    if (token) this.report.syntaxError(spanOf(token), `\`${token.image}\` is no purpose.`, next);
    else this.report.syntaxError(keyword, "`purpose` needs to say which.", next);
    return base;
  }

  protected timezone(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Timezone");
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    const otherwise = tokenOf(node, "Else");
    const fallback = this.string(tokenOf(node, "AnyText"));
    const example = 'For example `timezone time_zone else "Europe/Brussels"`.';
    if (!field && !fallback) {
      this.report.syntaxError(
        otherwise ? spanOf(otherwise) : keyword,
        "`timezone` needs a field, a zone, or both.",
        example,
      );
    } else if (otherwise && !fallback) {
      this.report.syntaxError(spanOf(otherwise), "After `else` goes the name of a zone.", example);
    } else if (!otherwise && field && fallback) {
      this.report.syntaxError(fallback, "Between the field and the zone goes `else`.", example);
    } else if (otherwise && !field) {
      this.report.syntaxError(spanOf(otherwise), "Before `else` goes a field.", example);
    }
    return {
      kind: "timezone",
      ...this.span(node),
      keyword,
      ...(field ? { field } : {}),
      ...(fallback ? { fallback } : {}),
    };
  }

  protected listen(node: CstNode): JourneySetting {
    const keyword = keywordOf(node, "Listen");
    const duration = this.duration(nodeOf(node, "duration"));
    if (!duration) this.report.syntaxError(keyword, "`listen` needs a duration.", "For example `listen 30 days`.");
    return { kind: "listen", ...this.span(node), keyword, ...(duration ? { duration } : {}) };
  }

  protected enter(node: CstNode): EnterSetting {
    const keyword = keywordOf(node, "Enter");
    const base = { kind: "enter", ...this.span(node), keyword } as const;
    const wayWord = optionalName(tokenOf(node, "way"));
    const lead = tokenOf(node, "When") ?? tokenOf(node, "On");
    const every = tokenOf(node, "Every");
    const duration = this.duration(nodeOf(node, "duration"));
    const at = this.atTime(node);
    const where = this.whereAll(node);
    const example =
      "For example `enter when matching`, `enter on event cart_abandoned`, `enter every monday at 9:00` or `enter 3 days before trial_ends_at`.";
    if (every) {
      const unit = optionalName(tokenOf(node, "every"));
      if (!unit) this.report.syntaxError(spanOf(every), "`enter every` needs a day.", example);
      const dayNode = nodeOf(node, "dayOfMonth");
      const day = dayNode && this.numberOf(dayNode);
      if (dayNode && tokenOf(dayNode, "On") && !day) {
        this.report.syntaxError(
          keywordOf(dayNode, "On"),
          "On which day of the month?",
          "For example `enter every month on 1`.",
        );
      }
      return { ...base, way: "schedule", ...present({ every: unit, dayOfMonth: day, at, where }) };
    }
    if (duration) {
      const rest = nodeOf(node, "beforeOrAfter");
      const direction = rest && (tokenOf(rest, "Before") ? "before" : tokenOf(rest, "After") ? "after" : undefined);
      const field = rest && this.fieldPath(nodeOf(rest, "fieldPath"));
      if (!direction || !field) {
        this.report.syntaxError(
          duration,
          "Before or after which date?",
          "For example `enter 3 days before trial_ends_at`.",
        );
      }
      return { ...base, way: "date", offset: duration, ...present({ direction, field, at, where }) };
    }
    const way = lead && wayWord ? enterWays.get(`${lead.image} ${wayWord.text}`) : undefined;
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    const event = optionalName(tokenOf(node, "eventName"));
    const from = this.operandOf(node, "before");
    const to = this.operandOf(node, "becomes");
    if (!way) {
      this.report.syntaxError(wayWord ?? (lead ? spanOf(lead) : keyword), "When do people enter?", example);
    } else if (way === "updated" && !field) {
      this.report.syntaxError(
        keyword,
        "Which field has to change?",
        'For example `enter when updated stage to "won"`.',
      );
    } else if (way === "event" && !event) {
      this.report.syntaxError(keyword, "Which event?", "For example `enter on event cart_abandoned`.");
    } else if (way === "anniversary" && !field) {
      this.report.syntaxError(keyword, "The anniversary of what?", "For example `enter on anniversary of birthday`.");
    }
    return { ...base, ...present({ way, field, from, to, event, at, where }) };
  }

  protected operandOf(node: CstNode, label: string) {
    const operand = nodeOf(node, label);
    const sum = operand && nodeOf(operand, "sum");
    return sum && this.sum(sum);
  }

  protected atTime(node: CstNode): TimeLiteral | undefined {
    const rest = nodeOf(node, "atTime");
    const at = rest && tokenOf(rest, "At");
    if (!rest || !at) return undefined;
    const time = this.time(rest);
    if (!time) this.report.syntaxError(spanOf(at), "At what time?", "For example `at 9:00`.");
    return time;
  }

  protected time(node: CstNode, key = "TimeText"): TimeLiteral | undefined {
    const token = tokenOf(node, key);
    if (!token) return undefined;
    const [hour = 0, minute = 0] = token.image.split(":").map(Number);
    return { kind: "time", ...spanOf(token), hour, minute };
  }

  protected whereAll(node: CstNode) {
    const rest = nodeOf(node, "whereAll");
    const where = rest && tokenOf(rest, "Where");
    if (!rest || !where) return undefined;
    const condition = this.expression(nodeOf(rest, "expression"));
    if (!condition) this.missingAfter(where, "For example `where total > 100`.");
    return condition;
  }

  protected numberOf(node: CstNode, key = "NumberText"): NumberLiteral | undefined {
    const token = tokenOf(node, key);
    return token && { kind: "number", ...spanOf(token), value: Number(token.image) };
  }

  protected reenter(node: CstNode): ReenterSetting {
    const keyword = keywordOf(node, "Reenter");
    const word = optionalName(tokenOf(node, "Name"));
    const after = this.duration(nodeOf(node, "duration"));
    const way = word?.text === "never" || word?.text === "always" || word?.text === "after" ? word.text : undefined;
    if (!way || (way === "after") !== (after !== undefined)) {
      const next = "Write `reenter never`, `reenter always` or `reenter after 30 days`.";
      this.report.syntaxError(word ?? keyword, "`reenter` needs to say whether and when.", next);
    }
    return { kind: "reenter", ...this.span(node), keyword, ...present({ way, after }) };
  }

  protected exitSetting(node: CstNode): ExitSetting {
    const keyword = keywordOf(node, "Exit");
    const base = { kind: "exit when", ...this.span(node), keyword } as const;
    const when = tokenOf(node, "When");
    if (when) {
      const condition = this.expression(nodeOf(node, "expression"));
      if (!condition) this.missingAfter(when, 'For example `exit when country = "RU"`.');
      return { ...base, ...present({ condition }) };
    }
    const triggerName = optionalName(tokenOf(node, "Name"));
    const event = optionalName(tokenOf(node, "eventName"));
    const where = this.whereAll(node);
    const example = "For example `exit on replied` or `exit on event order_placed`.";
    if (!triggerName || (triggerName.text === "event" && !event)) {
      this.report.syntaxError(keyword, "What ends the journey?", example);
    } else if (triggerName.text !== "event" && !isTrigger(triggerName.text)) {
      this.report.syntaxError(triggerName, `\`${triggerName.text}\` is nothing to exit on.`, example);
    }
    const trigger = triggerName && isTrigger(triggerName.text) ? triggerName.text : undefined;
    return { ...base, ...present({ triggerName, trigger, event, where }) };
  }

  protected goal(node: CstNode): GoalSetting {
    const keyword = keywordOf(node, "Goal");
    const name = optionalName(tokenOf(node, "Name"));
    const title = this.string(tokenOf(node, "AnyText"));
    const condition = this.expression(nodeOf(node, "expression"));
    if (!name || !condition) {
      const problem = name ? "The goal needs to say when it is reached." : "The goal needs a name.";
      this.report.syntaxError(
        keyword,
        problem,
        "For example `goal bought when any orders where paid_at after entered`.",
      );
    }
    const exits = tokenOf(node, "Exit") !== undefined;
    return {
      kind: "goal",
      ...this.span(node),
      keyword,
      ...present({ name, title, condition }),
      exits,
      ...this.doc(keyword),
    };
  }

  protected locale(node: CstNode): LocaleSetting {
    const keyword = keywordOf(node, "Locale");
    const field = this.fieldPath(nodeOf(node, "fieldPath"));
    const fallback = this.string(tokenOf(node, "AnyText"));
    if (!field || (tokenOf(node, "Else") !== undefined) !== (fallback !== undefined)) {
      this.report.syntaxError(
        keyword,
        "`locale` needs a field, and what counts where it is empty.",
        'For example `locale language else "en"`.',
      );
    }
    return { kind: "locale", ...this.span(node), keyword, ...present({ field, fallback }) };
  }

  protected send(node: CstNode): SendSetting {
    const keyword = keywordOf(node, "Send");
    const from = this.time(node, "opens");
    const to = this.time(node, "closes");
    const daysNode = nodeOf(node, "days");
    const days = daysNode ? tokensOf(daysNode, "Name").map(nameOf) : [];
    const between = tokenOf(node, "Between");
    const on = tokenOf(node, "On");
    const except = tokenOf(node, "Except");
    const example = "For example `send between 9:00 and 18:00 on weekdays`.";
    if (between && (!from || !to))
      this.report.syntaxError(spanOf(between), "`between` needs two times of day.", example);
    else if (on && days.length === 0) this.report.syntaxError(spanOf(on), "On which days?", example);
    else if (except && !tokenOf(node, "Holidays")) {
      this.report.syntaxError(spanOf(except), "Except what?", "Write `except holidays`.");
    } else if (!between && !on && !except) {
      this.report.syntaxError(keyword, "`send` needs to say when.", example);
    }
    return {
      kind: "send",
      ...this.span(node),
      keyword,
      negated: tokenOf(node, "Not") !== undefined,
      ...present({ from, to }),
      days,
      exceptHolidays: except !== undefined,
    };
  }

  protected cap(node: CstNode): CapSetting {
    const keyword = keywordOf(node, "Cap");
    const count = this.numberOf(node);
    const what = optionalName(tokenOf(node, "Name"));
    const per = this.perUnit(node);
    const rest = optionalName(tokenOf(node, "rest"));
    const otherwise = tokenOf(node, "Else");
    const example = "For example `cap 3 messages per week` or `cap 1 sms per day else delay`.";
    if (!count || !what || !per)
      this.report.syntaxError(keyword, "`cap` needs to say how many, and in what time.", example);
    else if (otherwise && rest?.text !== "skip" && rest?.text !== "delay") {
      this.report.syntaxError(rest ?? spanOf(otherwise), "After `else` goes `skip` or `delay`.", example);
    }
    return { kind: "cap", ...this.span(node), keyword, ...present({ count, what, per, rest }) };
  }

  protected perUnit(node: CstNode) {
    const rest = nodeOf(node, "perUnit");
    return rest && optionalName(tokenOf(rest, "Name"));
  }

  protected pace(node: CstNode): PaceSetting {
    const keyword = keywordOf(node, "Pace");
    const count = this.numberOf(node);
    const per = this.perUnit(node);
    if (!count || !per) {
      this.report.syntaxError(
        keyword,
        "`pace` needs to say how many, and in what time.",
        "For example `pace 1000 per hour`.",
      );
    }
    return { kind: "pace", ...this.span(node), keyword, ...present({ count, per }) };
  }
}
