// Programs with the tenant's own values in them, in six languages.
import { callApi, tokenByCurl } from './snippets-curl.ts'
import { apiInCsharp, tokenInCsharp } from './snippets-csharp.ts'
import { apiInGo, tokenInGo } from './snippets-go.ts'
import { apiInJava, tokenInJava } from './snippets-java.ts'
import { apiInNode, tokenInNode } from './snippets-node.ts'
import { apiInPython, tokenInPython } from './snippets-python.ts'

/** What programs are about. */
export type Values = {
  readonly issuer: string
  readonly audience: string
  readonly alg: string
  readonly client_id: string
  readonly client_secret: string
  /** The permission that the sample API asks for; none where the API has none. */
  readonly scope: string | undefined
}

export type Snippet = {
  /** Of the language. */
  readonly name: string
  /** What has to be there before. */
  readonly needs?: string
  /** What its file is called, and how it is run. */
  readonly file?: string
  readonly run?: string
  readonly write: (values: Values) => string
}

/** Each gets a token and prints it. */
export const TOKEN_SNIPPETS: readonly Snippet[] = [
  { name: 'curl', write: tokenByCurl },
  { name: 'Node', file: 'token.mjs', run: 'node token.mjs', write: tokenInNode },
  { name: 'Python', file: 'token.py', run: 'python3 token.py', write: tokenInPython },
  { name: 'Go', file: 'main.go', run: 'go run main.go', write: tokenInGo },
  { name: 'Java', file: 'Token.java', run: 'java Token.java', write: tokenInJava },
  { name: 'C#', file: 'Program.cs', run: 'dotnet run', write: tokenInCsharp },
]

/** Each is an API at port 4000 that lets nobody in without a token. */
export const API_SNIPPETS: readonly Snippet[] = [
  { name: 'Node', needs: 'npm install jose', file: 'api.mjs', run: 'node api.mjs', write: apiInNode },
  {
    name: 'Python',
    needs: 'pip install "pyjwt[crypto]"',
    file: 'api.py',
    run: 'python3 api.py',
    write: apiInPython,
  },
  {
    name: 'Go',
    needs: 'go mod init orders && go get github.com/golang-jwt/jwt/v5 github.com/MicahParks/keyfunc/v3',
    file: 'main.go',
    run: 'go run .',
    write: apiInGo,
  },
  {
    name: 'Java',
    needs: 'mvn dependency:copy -Dartifact=com.nimbusds:nimbus-jose-jwt:10.6 -DoutputDirectory=.',
    file: 'Api.java',
    run: 'java -cp nimbus-jose-jwt-10.6.jar Api.java',
    write: apiInJava,
  },
  {
    name: 'C#',
    needs: 'dotnet new web && dotnet add package Microsoft.AspNetCore.Authentication.JwtBearer',
    file: 'Program.cs',
    run: 'dotnet run',
    write: apiInCsharp,
  },
]

/** How the sample API is called with a token. */
export const CALL_SNIPPET = callApi
