/** What a peer reads and we refuse: a monitor that guesses as they do would call a broken answer fine. */
interface Tolerated {
  readonly what: string;
  readonly why: string;
  /** How our decoder words it. */
  readonly problem: RegExp;
}

export const TOLERATED: readonly Tolerated[] = [
  {
    what: 'an element in a place that is not its own',
    why: 'the peers look at values only, and not at what lies around them',
    problem: /^<.*> instead of </s,
  },
  {
    what: 'something missing, such as the value of a member',
    why: 'the peers make a shorter list or another struct of the rest',
    problem: /^expected a start tag|^<.*> is empty$/s,
  },
  {
    what: 'something left over, such as a second value',
    why: 'the peers drop it, or put it where it does not belong',
    problem: /^expected <\//,
  },
  {
    what: 'a type that XML-RPC does not have',
    why: 'the peers skip it, or take an element of the frame for one',
    problem: /is no type$/,
  },
  {
    what: 'text beside a typed value',
    why: 'the peers drop it',
    problem: /^text beside a typed value$/,
  },
  {
    what: 'an XML declaration that XML does not have',
    why: 'the peers look neither at the version nor at most of the rest',
    problem: /^a malformed processing instruction or XML declaration$/,
  },
  {
    what: 'base64 with wrong padding or other characters',
    why: 'the peers skip what they do not know and give other bytes than were sent',
    problem: /is no base64$/,
  },
  {
    what: 'a time that is none',
    why: 'the peers keep any text as a time',
    problem: /is no dateTime\.iso8601$/,
  },
  {
    what: 'a number with _ or odd white space, beyond 64 bits, inf or nan',
    why: 'the peers take whatever Python takes for a number',
    problem: /is no (?:int|i4|i8|double)$/,
  },
  {
    what: 'a fault whose code or text has another type, or none',
    why: 'the peers raise it with whatever is there',
    problem: /^a fault without faultCode and faultString$/,
  },
  {
    what: 'a struct with two members of one name',
    why: 'the peers keep the last, and which one was meant nobody can know',
    problem: /^a struct with two members of one name$/,
  },
  {
    what: 'a call without the name of a method',
    why: 'the peers give an empty name',
    problem: /^a call without the name of a method$/,
  },
];
