/** How two operands may stand to each other: a set of signs, as bits. */
export type Signs = number;

export const less: Signs = 1;
export const equal: Signs = 2;
export const greater: Signs = 4;
/** One of the two, or both, is empty. */
export const empty: Signs = 8;

/** Whatever the order, none is empty. */
export const ordered: Signs = less | equal | greater;
export const anySign: Signs = ordered | empty;

/** The signs with which a comparison is true: with an empty side only `!=` is. */
export function signsOf(operator: "=" | "!=" | "<" | "<=" | ">" | ">="): Signs {
  switch (operator) {
    case "=":
      return equal;
    case "!=":
      return less | greater | empty;
    case "<":
      return less;
    case "<=":
      return less | equal;
    case ">":
      return greater;
    case ">=":
      return greater | equal;
  }
}

/** The same with the operands the other way round. */
export function reversed(signs: Signs): Signs {
  return (signs & (equal | empty)) | (signs & less ? greater : 0) | (signs & greater ? less : 0);
}

/** What follows for a and c, when b is not empty. */
export function composed(ab: Signs, bc: Signs): Signs {
  let signs = (ab | bc) & empty;
  const [first, second] = [ab & ordered, bc & ordered];
  if (first & equal) signs |= second;
  if (second & equal) signs |= first;
  if (first & second & less) signs |= less;
  if (first & second & greater) signs |= greater;
  if ((first & less && second & greater) || (first & greater && second & less)) signs |= ordered;
  return signs;
}
