-- One pandoc for many texts: a program costs 50 ms to start, a text 1 ms to read.
-- In: « read SIZE » or « cite SIZE », then so many bytes; out: « ok SIZE » or « no SIZE », then the AST as JSON.
local reader = arg[1]
while true do
  local head = io.read('l')
  if not head then break end
  local kind, size = head:match('^(%a+) (%d+)$')
  size = tonumber(size)
  local text = size > 0 and io.read(size) or ''
  local good, answer = pcall(function()
    local document
    if kind == 'read' then
      document = pandoc.read(text, reader)
    else
      document = pandoc.utils.citeproc(pandoc.read(text, 'json'))
    end
    return pandoc.write(document, 'json')
  end)
  if not good then answer = '' end
  io.write(good and 'ok ' or 'no ', #answer, '\n', answer)
  io.flush()
end
