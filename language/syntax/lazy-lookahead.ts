import { type ILookaheadStrategy, LLkLookaheadStrategy } from "chevrotain";

type AlternationOptions = Parameters<ILookaheadStrategy["buildLookaheadForAlternation"]>[0];
type OptionalOptions = Parameters<ILookaheadStrategy["buildLookaheadForOptional"]>[0];
type Alternation = ReturnType<ILookaheadStrategy["buildLookaheadForAlternation"]>;
type Optional = ReturnType<ILookaheadStrategy["buildLookaheadForOptional"]>;

/**
 * Works out what may come next at a place of the grammar when a text first gets there. For all places at once, that is a
 * good part of what making a parser costs, and a short file gets to few of them.
 */
export class LazyLookahead implements ILookaheadStrategy {
  readonly #strategy: ILookaheadStrategy;

  constructor(maxLookahead: number) {
    this.#strategy = new LLkLookaheadStrategy({ maxLookahead });
  }

  validate(options: Parameters<ILookaheadStrategy["validate"]>[0]): ReturnType<ILookaheadStrategy["validate"]> {
    return this.#strategy.validate(options);
  }

  buildLookaheadForAlternation(options: AlternationOptions): Alternation {
    const strategy = this.#strategy;
    let built: Alternation | undefined;
    // Chevrotain calls these as methods of the parser.
    return function (this: unknown, ...alternatives) {
      built ??= strategy.buildLookaheadForAlternation(options);
      return built.apply(this, alternatives);
    };
  }

  buildLookaheadForOptional(options: OptionalOptions): Optional {
    const strategy = this.#strategy;
    let built: Optional | undefined;
    return function (this: unknown) {
      built ??= strategy.buildLookaheadForOptional(options);
      return built.call(this);
    };
  }
}
