import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// The page asks for /messages at its own address, and the API answers: no rules about other origins are needed.
const server = {
  port: Number(process.env.PORT ?? 5173),
  strictPort: true,
  proxy: { '/messages': process.env.API_ORIGIN ?? 'http://localhost:4000' },
}

export default defineConfig({ plugins: [react()], server, preview: server })
