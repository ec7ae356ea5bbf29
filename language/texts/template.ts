/**
 * A message's texts after checking: body files read, MJML and Markdown turned into HTML, a plain-text part made.
 * All texts are still Liquid over the target's fields; they are rendered for each participant when the message is sent.
 */
export interface MessageTemplate {
  readonly channel: "email" | "sms" | "push";
  /** Email only; a push notification's title. */
  readonly subject?: string;
  readonly preheader?: string;
  /** Email only: a whole HTML document. */
  readonly html?: string;
  /** Email: the plain-text part. SMS and push: the text. */
  readonly text: string;
  readonly from?: string;
  readonly replyTo?: string;
  /** Links that are tracked, in order of appearance; a label stands once. */
  readonly links: readonly TemplateLink[];
}

export interface TemplateLink {
  /**
   * How a `clicked "label"` clause names it: the name of a `link` setting, an `<a data-link="label">`, else undefined.
   */
  readonly label?: string;
  /** May hold Liquid. */
  readonly url: string;
}
