# latchkey_embed(TARGET NAMESPACE OUTPUT FILES...) writes the generated header OUTPUT with one
# `inline constexpr std::string_view` per file in NAMESPACE, named after the file (dots and dashes become underscores; a
# leading digit gets an `m` before it), and `inline constexpr std::array<std::pair<std::string_view, std::string_view>, N> all`
# of (file name, text) in the order given. Files are split into literals below the compiler's limit.
function(latchkey_embed target namespace output)
  set(path ${CMAKE_BINARY_DIR}/generated/${output})
  set(files)
  foreach(input IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH input NORMALIZE)
    list(APPEND files ${input})
  endforeach()
  list(JOIN files "|" joined)
  add_custom_command(
    OUTPUT ${path}
    COMMAND ${CMAKE_COMMAND} -DNAMESPACE=${namespace} -DOUTPUT=${path} "-DFILES=${joined}"
            -P ${CMAKE_SOURCE_DIR}/cmake/write_embedded.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/write_embedded.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${path})
endfunction()
