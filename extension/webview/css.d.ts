/** A style sheet as text, for a shadow root: the bundler reads it so. */
declare module '*.css' {
  const text: string;
  export default text;
}
