import { HttpMatch, StringMatch } from '../../../istio';

/** Requests of the user jason, whom the product page names in a header once he is logged in. */
export const JASON = HttpMatch.header('end-user', StringMatch.exact('jason'));
